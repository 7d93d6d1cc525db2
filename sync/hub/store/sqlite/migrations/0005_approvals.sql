-- Devices that may enrol by their key instead of a token, and the keys that wait to be compared.

CREATE TABLE expected (
  device   TEXT    PRIMARY KEY,
  store    TEXT    NOT NULL,
  key      BLOB,
  added_ms INTEGER NOT NULL,
  used_ms  INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE pending (
  device     TEXT    NOT NULL,
  key        BLOB    NOT NULL,
  first_ms   INTEGER NOT NULL,
  last_ms    INTEGER NOT NULL,
  refused_ms INTEGER,
  PRIMARY KEY (device, key)
) STRICT, WITHOUT ROWID;
