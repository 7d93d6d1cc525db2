-- How many rows of a journal are tombstones, without reading them all.

CREATE INDEX events_erased ON events (journal) WHERE type = 'touchpoint.event.erased';
