-- A third role of staff: who looks after the device and sees no customer.

ALTER TABLE staff RENAME TO staff_before;
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
INSERT INTO staff (store, name, display_name, role, salt, stretched, by, at_ms)
  SELECT store, name, display_name, role, salt, stretched, by, at_ms FROM staff_before;
DROP TABLE staff_before;
