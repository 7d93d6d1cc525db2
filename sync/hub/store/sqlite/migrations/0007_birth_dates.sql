-- What people say of themselves beside their name. Columns that are added stand last.

ALTER TABLE profiles ADD COLUMN birth_date TEXT NOT NULL DEFAULT '';
ALTER TABLE profiles ADD COLUMN postal_code TEXT NOT NULL DEFAULT '';
