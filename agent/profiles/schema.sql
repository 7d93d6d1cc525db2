-- The whole schema of profiles.db, as it is now. migrations/ leads to it; FORMAT.md explains it.

CREATE TABLE replica (
  one              INTEGER PRIMARY KEY CHECK (one = 1),
  key_check        BLOB NOT NULL CHECK (length(key_check) = 8),
  epoch            TEXT NOT NULL,
  since            INTEGER NOT NULL,
  as_of_ms         INTEGER,
  journal          TEXT NOT NULL,
  reflects         INTEGER NOT NULL,
  profiles         INTEGER NOT NULL,
  lease_boot       BLOB,
  lease_uptime_ms  INTEGER NOT NULL,
  lease_wall_ms    INTEGER,
  floor_age_ms     INTEGER NOT NULL,
  floor_boot       BLOB,
  floor_uptime_ms  INTEGER NOT NULL
) STRICT;

CREATE TABLE profiles (
  row      INTEGER PRIMARY KEY,
  profile  BLOB NOT NULL UNIQUE,
  version  INTEGER NOT NULL,
  hashes   BLOB NOT NULL,
  document BLOB NOT NULL
) STRICT;

CREATE TABLE identifiers (
  hash BLOB NOT NULL,
  row  INTEGER NOT NULL,
  PRIMARY KEY (hash, row)
) STRICT, WITHOUT ROWID;

CREATE TABLE history (
  row     INTEGER NOT NULL,
  time_ms INTEGER NOT NULL,
  hash    BLOB NOT NULL,
  body    BLOB NOT NULL,
  PRIMARY KEY (row, time_ms DESC, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE here (
  sequence   INTEGER PRIMARY KEY,
  profile    BLOB,
  order_hash BLOB,
  status     INTEGER,
  body       BLOB NOT NULL
) STRICT;

CREATE INDEX here_by_profile ON here (profile) WHERE profile IS NOT NULL;
CREATE INDEX here_by_order ON here (order_hash) WHERE order_hash IS NOT NULL;

CREATE TABLE terms (
  block INTEGER NOT NULL,
  term  INTEGER NOT NULL,
  rows  BLOB NOT NULL,
  PRIMARY KEY (block, term)
) STRICT, WITHOUT ROWID;

CREATE TABLE traces (
  row    INTEGER PRIMARY KEY,
  phones BLOB
) STRICT;

CREATE TABLE termed (
  one     INTEGER PRIMARY KEY CHECK (one = 1),
  version INTEGER NOT NULL,
  since   INTEGER NOT NULL,
  whole   INTEGER NOT NULL
) STRICT;

CREATE TABLE registered (
  row      INTEGER PRIMARY KEY,
  sequence INTEGER NOT NULL
) STRICT;

CREATE TABLE task_steps (
  step     BLOB PRIMARY KEY,
  task     BLOB NOT NULL,
  profile  BLOB,
  kept_ms  INTEGER NOT NULL,
  here     INTEGER NOT NULL CHECK (here IN (0, 1)),
  body     BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX task_steps_by_task ON task_steps (task);
CREATE INDEX task_steps_by_profile ON task_steps (profile) WHERE profile IS NOT NULL;
