-- What there is to put right in the store: steps of tasks, ours and those of the store's other devices.

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
