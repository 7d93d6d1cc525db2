-- More kinds of identifiers, each as often as sources tell it; order numbers are looked up in upper case.

ALTER TABLE profile_identifiers RENAME TO profile_identifiers_before;
DROP INDEX identifiers_of_one;
DROP INDEX identifiers_by_profile;
CREATE TABLE profile_identifiers (
  kind    TEXT    NOT NULL CHECK (kind IN ('loyalty', 'account', 'wallet', 'payment_account',
                                           'email', 'verified_email', 'phone')),
  space   TEXT    NOT NULL,
  value   TEXT    NOT NULL,
  profile INTEGER NOT NULL REFERENCES profiles (id),
  source  TEXT    NOT NULL,
  PRIMARY KEY (kind, space, value, profile, source)
) STRICT, WITHOUT ROWID;
INSERT INTO profile_identifiers (kind, space, value, profile, source)
  SELECT kind, space, value, profile, source FROM profile_identifiers_before;
DROP TABLE profile_identifiers_before;
CREATE UNIQUE INDEX identifiers_of_one ON profile_identifiers (kind, space, value)
  WHERE kind IN ('loyalty', 'account') AND source = space;
CREATE INDEX identifiers_by_profile ON profile_identifiers (profile);

CREATE INDEX orders_as_compared ON orders (upper(order_id));
