-- People are found by what they say. What is there already is pulled again, and gets its terms then.

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
