-- A journal knows whose rows it holds; a refused row outlives its neighbours; and how many rows the
-- hub refuses is known apart from which.

ALTER TABLE journal ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE hub ADD COLUMN refused INTEGER NOT NULL DEFAULT 0;
ALTER TABLE refused ADD COLUMN chain BLOB;
ALTER TABLE refused ADD COLUMN body BLOB;
