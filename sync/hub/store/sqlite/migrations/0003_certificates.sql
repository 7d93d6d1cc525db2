-- Every certificate that may still be shown, so that one that was ended early can be refused by the
-- broker, too. The ones that were replaced before this are not known any more.

CREATE TABLE certificates (
  serial   TEXT    PRIMARY KEY,
  device   INTEGER NOT NULL REFERENCES devices (id),
  until_ms INTEGER NOT NULL,
  ended_ms INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX certificates_by_device ON certificates (device);

INSERT OR IGNORE INTO certificates (serial, device, until_ms, ended_ms)
  SELECT serial, id, until_ms, revoked_ms FROM devices WHERE serial <> '';
