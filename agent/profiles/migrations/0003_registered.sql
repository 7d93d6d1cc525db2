-- Customers who were registered on this device and whom the centre has not sent yet.

CREATE TABLE registered (
  row      INTEGER PRIMARY KEY,
  sequence INTEGER NOT NULL
) STRICT;
