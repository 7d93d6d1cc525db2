-- The whole schema of journal.db, as it is now. migrations/ leads to it; FORMAT.md explains it.

CREATE TABLE journal (
  one          INTEGER PRIMARY KEY CHECK (one = 1),
  id           BLOB NOT NULL CHECK (length(id) = 16),
  made_ms      INTEGER NOT NULL,
  key_check    BLOB NOT NULL CHECK (length(key_check) = 8),
  first_kept   INTEGER NOT NULL CHECK (first_kept >= 1),
  chain_before BLOB NOT NULL CHECK (length(chain_before) = 32),
  source       TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE names (
  name INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE boots (
  boot INTEGER PRIMARY KEY,
  id   BLOB NOT NULL UNIQUE CHECK (length(id) = 16)
) STRICT;

CREATE TABLE events (
  sequence      INTEGER PRIMARY KEY,
  id            BLOB NOT NULL UNIQUE,
  type          INTEGER NOT NULL,
  touchpoint    INTEGER NOT NULL,
  time_ms       INTEGER NOT NULL,
  recorded_ms   INTEGER NOT NULL,
  boot          INTEGER NOT NULL,
  uptime_ms     INTEGER NOT NULL,
  clock_quality INTEGER NOT NULL,
  fingerprint   BLOB NOT NULL,
  digest        BLOB NOT NULL,
  chain         BLOB NOT NULL,
  body          BLOB
) STRICT;

CREATE TABLE hub (
  one     INTEGER PRIMARY KEY CHECK (one = 1),
  through INTEGER NOT NULL CHECK (through >= 0),
  receipt TEXT NOT NULL,
  kept_ms INTEGER NOT NULL,
  refused INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE refused (
  sequence INTEGER PRIMARY KEY,
  reason   TEXT NOT NULL,
  chain    BLOB,
  body     BLOB
) STRICT;
