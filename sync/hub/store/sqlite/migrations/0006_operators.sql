-- Who may sign in at the console, and what operators did.

CREATE TABLE operators (
  name     TEXT    PRIMARY KEY,
  salt     BLOB    NOT NULL,
  verifier BLOB    NOT NULL,
  failures INTEGER NOT NULL,
  added_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE actions (
  id       INTEGER PRIMARY KEY,
  at_ms    INTEGER NOT NULL,
  operator TEXT    NOT NULL,
  what     TEXT    NOT NULL,
  about    TEXT    NOT NULL
) STRICT;
