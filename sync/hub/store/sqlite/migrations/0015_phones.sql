-- What was begun at a kiosk and is carried on with a phone, and what was answered there.

CREATE TABLE handovers (
  code       BLOB    PRIMARY KEY,
  device     TEXT    NOT NULL,
  store      TEXT    NOT NULL,
  touchpoint TEXT    NOT NULL,
  journal    TEXT    NOT NULL,
  sequence   INTEGER NOT NULL,
  at_ms      INTEGER NOT NULL,
  until_ms   INTEGER NOT NULL,
  response   TEXT    NOT NULL,
  body       TEXT    NOT NULL,
  phone      BLOB,
  opened_ms  INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX handovers_by_end ON handovers (until_ms);

CREATE TABLE phone_answers (
  id         INTEGER PRIMARY KEY,
  event      BLOB    NOT NULL UNIQUE,
  device     TEXT    NOT NULL,
  store      TEXT    NOT NULL,
  touchpoint TEXT    NOT NULL,
  response   TEXT    NOT NULL,
  type       TEXT    NOT NULL,
  at_ms      INTEGER NOT NULL,
  data       TEXT    NOT NULL
) STRICT;
CREATE INDEX phone_answers_by_response ON phone_answers (response);
