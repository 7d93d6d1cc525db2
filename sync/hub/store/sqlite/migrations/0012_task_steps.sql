-- What devices recorded of the tasks of their store, for its other devices.

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
