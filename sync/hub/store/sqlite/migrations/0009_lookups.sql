-- Stores hold for a while whom they asked for; people are found by where they live.

ALTER TABLE profile_stores RENAME TO profile_stores_before;
DROP INDEX visits_by_age;
CREATE TABLE profile_stores (
  profile INTEGER NOT NULL REFERENCES profiles (id),
  store   TEXT    NOT NULL,
  reason  TEXT    NOT NULL CHECK (reason IN ('home', 'visit', 'collect', 'lookup')),
  at_ms   INTEGER NOT NULL,
  PRIMARY KEY (profile, store, reason)
) STRICT, WITHOUT ROWID;
INSERT INTO profile_stores (profile, store, reason, at_ms)
  SELECT profile, store, reason, at_ms FROM profile_stores_before;
DROP TABLE profile_stores_before;
CREATE INDEX visits_by_age ON profile_stores (at_ms) WHERE reason = 'visit';
CREATE INDEX lookups_by_age ON profile_stores (at_ms) WHERE reason = 'lookup';

CREATE INDEX profiles_by_postal_code ON profiles (postal_code) WHERE postal_code <> '';
