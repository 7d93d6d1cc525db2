-- Records of sources, what ties them, and whose profile they make together.

CREATE TABLE edges (
  id       INTEGER PRIMARY KEY,
  older    INTEGER NOT NULL REFERENCES profiles (id),
  newer    INTEGER NOT NULL REFERENCES profiles (id),
  kind     TEXT    NOT NULL CHECK (kind IN ('decision', 'identifier', 'apart')),
  by       TEXT    NOT NULL,
  reason   TEXT    NOT NULL,
  at_ms    INTEGER NOT NULL,
  ended_ms INTEGER,
  CHECK (older < newer)
) STRICT;
CREATE UNIQUE INDEX edges_that_hold ON edges (older, newer, kind) WHERE ended_ms IS NULL;
CREATE INDEX edges_by_older ON edges (older);
CREATE INDEX edges_by_newer ON edges (newer);

CREATE TABLE joined (
  profile INTEGER PRIMARY KEY REFERENCES profiles (id),
  head    INTEGER NOT NULL REFERENCES profiles (id),
  at_ms   INTEGER NOT NULL
) STRICT;
CREATE INDEX joined_by_head ON joined (head);

CREATE INDEX profiles_by_birth_date ON profiles (birth_date) WHERE length(birth_date) = 10;

CREATE TABLE logins (
  source    INTEGER NOT NULL REFERENCES sources (id),
  anonymous TEXT    NOT NULL,
  at_ms     INTEGER NOT NULL,
  profile   INTEGER NOT NULL REFERENCES profiles (id),
  PRIMARY KEY (source, anonymous, at_ms)
) STRICT, WITHOUT ROWID;

DROP INDEX identifiers_of_one;
CREATE UNIQUE INDEX identifiers_of_one ON profile_identifiers (kind, space, value)
  WHERE kind IN ('loyalty', 'account') AND source = space;
