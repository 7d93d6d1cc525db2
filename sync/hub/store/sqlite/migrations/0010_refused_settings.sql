-- Settings that a device does not take, and sources that are there no more.

CREATE TABLE settings_refusals (
  device  INTEGER PRIMARY KEY REFERENCES devices (id),
  version INTEGER NOT NULL,
  number  INTEGER,
  reason  TEXT    NOT NULL,
  at_ms   INTEGER NOT NULL
) STRICT;

ALTER TABLE sources ADD COLUMN removed_ms INTEGER;
