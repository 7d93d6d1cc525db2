-- The hub's database, whole. What the tables mean and what holds between them: FORMAT.md.

CREATE TABLE hub (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  epoch  TEXT    NOT NULL,
  change INTEGER NOT NULL
) STRICT;

-- access ------------------------------------------------------------------------------------------

CREATE TABLE devices (
  id          INTEGER PRIMARY KEY,
  device      TEXT    NOT NULL UNIQUE,
  store       TEXT    NOT NULL,
  serial      TEXT    NOT NULL,
  enrolled_ms INTEGER NOT NULL,
  until_ms    INTEGER NOT NULL,
  revoked_ms  INTEGER,
  seen_ms     INTEGER,
  state       TEXT,
  state_ms    INTEGER
) STRICT;
CREATE INDEX devices_by_store ON devices (store);

CREATE TABLE certificates (
  serial   TEXT    PRIMARY KEY,
  device   INTEGER NOT NULL REFERENCES devices (id),
  until_ms INTEGER NOT NULL,
  ended_ms INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX certificates_by_device ON certificates (device);

CREATE TABLE tokens (
  digest     BLOB    PRIMARY KEY,
  device     TEXT    NOT NULL,
  store      TEXT    NOT NULL,
  expires_ms INTEGER NOT NULL,
  used_ms    INTEGER
) STRICT, WITHOUT ROWID;

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

CREATE TABLE sources (
  id         INTEGER PRIMARY KEY,
  name       TEXT    NOT NULL UNIQUE,
  key_digest BLOB    NOT NULL UNIQUE,
  user_id    TEXT    NOT NULL CHECK (user_id IN ('loyalty', 'account')),
  home_store TEXT    NOT NULL,
  added_ms   INTEGER NOT NULL,
  removed_ms INTEGER
) STRICT;

CREATE TABLE audit (
  id       INTEGER PRIMARY KEY,
  at_ms    INTEGER NOT NULL,
  what     TEXT    NOT NULL,
  device   TEXT    NOT NULL,
  journal  TEXT    NOT NULL,
  sequence INTEGER NOT NULL
) STRICT;

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

-- events ------------------------------------------------------------------------------------------

CREATE TABLE journals (
  id         INTEGER PRIMARY KEY,
  device     INTEGER NOT NULL REFERENCES devices (id),
  journal    TEXT    NOT NULL,
  through    INTEGER NOT NULL,
  chain      BLOB,
  last       INTEGER NOT NULL,
  first_kept INTEGER NOT NULL,
  stored     INTEGER NOT NULL,
  refused    INTEGER NOT NULL,
  outlived   INTEGER NOT NULL,
  since_ms   INTEGER NOT NULL,
  UNIQUE (device, journal)
) STRICT;

CREATE TABLE events (
  id          INTEGER PRIMARY KEY,
  journal     INTEGER NOT NULL REFERENCES journals (id),
  sequence    INTEGER NOT NULL,
  device      INTEGER NOT NULL REFERENCES devices (id),
  event       BLOB    NOT NULL,
  type        TEXT    NOT NULL,
  at_ms       INTEGER NOT NULL,
  received_ms INTEGER NOT NULL,
  digest      BLOB    NOT NULL,
  chain       BLOB    NOT NULL,
  raw         BLOB    NOT NULL,
  UNIQUE (journal, sequence),
  UNIQUE (device, event)
) STRICT;

CREATE INDEX events_erased ON events (journal) WHERE type = 'touchpoint.event.erased';
CREATE INDEX events_of_staff ON events (journal, sequence)
  WHERE type = 'touchpoint.staff_survey.answered';

CREATE TABLE refused (
  journal  INTEGER NOT NULL REFERENCES journals (id),
  sequence INTEGER NOT NULL,
  reason   TEXT    NOT NULL,
  chain    BLOB,
  at_ms    INTEGER NOT NULL,
  PRIMARY KEY (journal, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE holes (
  journal     INTEGER NOT NULL REFERENCES journals (id),
  first       INTEGER NOT NULL,
  last        INTEGER NOT NULL,
  noted_ms    INTEGER NOT NULL,
  PRIMARY KEY (journal, first)
) STRICT, WITHOUT ROWID;

-- phones ------------------------------------------------------------------------------------------

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

-- profiles ----------------------------------------------------------------------------------------

CREATE TABLE profiles (
  id              INTEGER PRIMARY KEY,
  profile         TEXT    NOT NULL UNIQUE,
  version         INTEGER NOT NULL,
  given_name      TEXT    NOT NULL,
  family_name     TEXT    NOT NULL,
  form_of_address TEXT    NOT NULL,
  language        TEXT    NOT NULL,
  channel         TEXT    NOT NULL,
  since_ms        INTEGER,
  order_count     INTEGER NOT NULL,
  traits_ms       INTEGER NOT NULL,
  birth_date      TEXT    NOT NULL DEFAULT '',
  postal_code     TEXT    NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE profile_identifiers (
  kind    TEXT    NOT NULL CHECK (kind IN ('loyalty', 'account', 'wallet', 'payment_account',
                                           'email', 'verified_email', 'phone')),
  space   TEXT    NOT NULL,
  value   TEXT    NOT NULL,
  profile INTEGER NOT NULL REFERENCES profiles (id),
  source  TEXT    NOT NULL,
  PRIMARY KEY (kind, space, value, profile, source)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX identifiers_of_one ON profile_identifiers (kind, space, value)
  WHERE kind IN ('loyalty', 'account') AND source = space;
CREATE INDEX identifiers_by_profile ON profile_identifiers (profile);

CREATE TABLE consents (
  profile INTEGER NOT NULL REFERENCES profiles (id),
  purpose TEXT    NOT NULL,
  granted INTEGER NOT NULL,
  at_ms   INTEGER NOT NULL,
  PRIMARY KEY (profile, purpose)
) STRICT, WITHOUT ROWID;

CREATE TABLE orders (
  id        INTEGER PRIMARY KEY,
  origin    TEXT    NOT NULL,
  order_id  TEXT    NOT NULL,
  profile   INTEGER REFERENCES profiles (id),
  claim     TEXT,
  step      TEXT    NOT NULL,
  open      INTEGER NOT NULL,
  store     TEXT    NOT NULL,
  shelf     TEXT    NOT NULL,
  placed_ms INTEGER,
  ready_ms  INTEGER,
  total     REAL,
  refunded  REAL    NOT NULL,
  currency  TEXT    NOT NULL,
  lines     TEXT    NOT NULL,
  UNIQUE (origin, order_id)
) STRICT;
CREATE INDEX orders_by_number ON orders (order_id);
CREATE INDEX orders_as_compared ON orders (upper(order_id));
CREATE INDEX orders_by_profile ON orders (profile) WHERE profile IS NOT NULL;
CREATE INDEX orders_on_their_way ON orders (placed_ms) WHERE open = 1 AND store = '';
CREATE INDEX orders_claimed ON orders (claim) WHERE claim IS NOT NULL;

CREATE TABLE history (
  id      INTEGER PRIMARY KEY,
  profile INTEGER REFERENCES profiles (id),
  claim   TEXT,
  at_ms   INTEGER NOT NULL,
  body    TEXT    NOT NULL
) STRICT;
CREATE INDEX history_by_profile ON history (profile, at_ms) WHERE profile IS NOT NULL;
CREATE INDEX history_claimed ON history (claim) WHERE claim IS NOT NULL;

CREATE TABLE calls (
  source  INTEGER NOT NULL REFERENCES sources (id),
  message TEXT    NOT NULL,
  PRIMARY KEY (source, message)
) STRICT, WITHOUT ROWID;

-- people ----------------------------------------------------------------------------------------

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
CREATE INDEX profiles_by_postal_code ON profiles (postal_code) WHERE postal_code <> '';

CREATE TABLE logins (
  source    INTEGER NOT NULL REFERENCES sources (id),
  anonymous TEXT    NOT NULL,
  at_ms     INTEGER NOT NULL,
  profile   INTEGER NOT NULL REFERENCES profiles (id),
  PRIMARY KEY (source, anonymous, at_ms)
) STRICT, WITHOUT ROWID;

-- feed --------------------------------------------------------------------------------------------

CREATE TABLE profile_stores (
  profile INTEGER NOT NULL REFERENCES profiles (id),
  store   TEXT    NOT NULL,
  reason  TEXT    NOT NULL CHECK (reason IN ('home', 'visit', 'collect', 'lookup')),
  at_ms   INTEGER NOT NULL,
  PRIMARY KEY (profile, store, reason)
) STRICT, WITHOUT ROWID;
CREATE INDEX visits_by_age ON profile_stores (at_ms) WHERE reason = 'visit';
CREATE INDEX lookups_by_age ON profile_stores (at_ms) WHERE reason = 'lookup';

CREATE TABLE feed (
  store   TEXT    NOT NULL,
  profile INTEGER NOT NULL REFERENCES profiles (id),
  change  INTEGER NOT NULL,
  gone    INTEGER NOT NULL,
  PRIMARY KEY (store, profile)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX feed_by_change ON feed (store, change);
CREATE INDEX feed_by_profile ON feed (profile);

CREATE TABLE task_steps (
  id      INTEGER PRIMARY KEY,
  store   TEXT    NOT NULL,
  change  INTEGER NOT NULL,
  event   TEXT    NOT NULL,
  task    TEXT    NOT NULL,
  kept_ms INTEGER NOT NULL,
  step    TEXT    NOT NULL,
  UNIQUE (store, change),
  UNIQUE (store, event)
) STRICT;
CREATE INDEX task_steps_by_task ON task_steps (store, task, kept_ms);
CREATE INDEX task_steps_by_age ON task_steps (kept_ms);

-- configuration -------------------------------------------------------------------------------------

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
  role         TEXT    NOT NULL CHECK (role IN ('associate', 'supervisor', 'it')),
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

CREATE TABLE settings_refusals (
  device  INTEGER PRIMARY KEY REFERENCES devices (id),
  version INTEGER NOT NULL,
  number  INTEGER,
  reason  TEXT    NOT NULL,
  at_ms   INTEGER NOT NULL
) STRICT;
