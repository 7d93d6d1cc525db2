-- What the hub gives to devices: settings, in rings, and the staff of their stores.

CREATE TABLE configuration (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  change INTEGER NOT NULL
) STRICT;
INSERT INTO configuration (id, change) VALUES (1, 0);

CREATE TABLE settings (
  number    INTEGER PRIMARY KEY,
  body      TEXT    NOT NULL,
  reach     INTEGER NOT NULL,
  change    INTEGER NOT NULL,
  withdraws INTEGER,
  by        TEXT    NOT NULL,
  note      TEXT    NOT NULL,
  at_ms     INTEGER NOT NULL
) STRICT;

CREATE TABLE rings (
  position INTEGER PRIMARY KEY,
  name     TEXT    NOT NULL UNIQUE
) STRICT;

CREATE TABLE ring_members (
  kind   TEXT    NOT NULL CHECK (kind IN ('device', 'store')),
  name   TEXT    NOT NULL,
  ring   INTEGER REFERENCES rings (position),
  change INTEGER NOT NULL,
  PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE staff (
  store        TEXT    NOT NULL,
  name         TEXT    NOT NULL,
  display_name TEXT    NOT NULL,
  role         TEXT    NOT NULL CHECK (role IN ('associate', 'supervisor')),
  salt         BLOB    NOT NULL,
  stretched    BLOB    NOT NULL,
  by           TEXT    NOT NULL,
  at_ms        INTEGER NOT NULL,
  PRIMARY KEY (store, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE staff_changes (
  store  TEXT    PRIMARY KEY,
  change INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE device_configurations (
  device       INTEGER PRIMARY KEY REFERENCES devices (id),
  floor        INTEGER NOT NULL,
  given        INTEGER NOT NULL,
  given_number INTEGER NOT NULL,
  has          INTEGER NOT NULL,
  has_number   INTEGER,
  asked_ms     INTEGER NOT NULL
) STRICT;
