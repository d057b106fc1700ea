-- What an admin keeps: customers that are found by name, addresses that wait for their word, phones that
-- are signed in by a link.

-- The name without accents, capitals and apostrophes, as people type it when they search. It is worked out
-- from the name, so it changes and goes with it. Three columns: SQLite takes no deeper nesting everywhere.
ALTER TABLE customers ADD COLUMN folded_1 TEXT GENERATED ALWAYS AS (
  replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
  replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(lower(name),
  'à', 'a'), 'À', 'a'), 'á', 'a'), 'Á', 'a'), 'â', 'a'), 'Â', 'a'), 'ã', 'a'), 'Ã', 'a'), 'ä', 'a'), 'Ä', 'a'),
  'å', 'a'), 'Å', 'a'), 'ç', 'c'), 'Ç', 'c'), 'è', 'e'), 'È', 'e'), 'é', 'e'), 'É', 'e'), 'ê', 'e'), 'Ê', 'e'),
  'ë', 'e'), 'Ë', 'e')) VIRTUAL;
ALTER TABLE customers ADD COLUMN folded_2 TEXT GENERATED ALWAYS AS (
  replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
  replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(folded_1,
  'ì', 'i'), 'Ì', 'i'), 'í', 'i'), 'Í', 'i'), 'î', 'i'), 'Î', 'i'), 'ï', 'i'), 'Ï', 'i'), 'ñ', 'n'), 'Ñ', 'n'),
  'ò', 'o'), 'Ò', 'o'), 'ó', 'o'), 'Ó', 'o'), 'ô', 'o'), 'Ô', 'o'), 'õ', 'o'), 'Õ', 'o'), 'ö', 'o'), 'Ö', 'o'),
  'ø', 'o'), 'Ø', 'o')) VIRTUAL;
ALTER TABLE customers ADD COLUMN folded TEXT GENERATED ALWAYS AS (
  replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
  replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
  replace(folded_2,
  'ù', 'u'), 'Ù', 'u'), 'ú', 'u'), 'Ú', 'u'), 'û', 'u'), 'Û', 'u'), 'ü', 'u'), 'Ü', 'u'), 'ý', 'y'), 'Ý', 'y'),
  'ÿ', 'y'), 'Ÿ', 'y'), 'œ', 'oe'), 'Œ', 'oe'), 'æ', 'ae'), 'Æ', 'ae'), 'ß', 'ss'), '''', ''), '’', ''),
  char(768), ''), char(769), ''), char(770), ''), char(771), ''), char(776), ''), char(807), '')) VIRTUAL;
CREATE INDEX customers_by_name ON customers (folded, id);

-- Addresses of an import. They admit nobody: an admin lists each by name, or takes it off here.
CREATE TABLE address_proposal (
  address TEXT PRIMARY KEY NOT NULL,
  customer_id TEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  opt_in_note TEXT NOT NULL, -- what the file says of it, or nothing
  proposed_by TEXT NOT NULL,
  proposed_at TEXT NOT NULL
);
CREATE INDEX proposal_of_customer ON address_proposal (customer_id);

-- Links that sign somebody in on a phone, once and for ten minutes. Of the code only the SHA-256 is kept.
CREATE TABLE sign_in_link (
  code_sha256 TEXT PRIMARY KEY,
  reviewer_id TEXT NOT NULL REFERENCES reviewer (id),
  made_by TEXT NOT NULL,
  made_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  session_sha256 TEXT -- the session that used it
) WITHOUT ROWID;
CREATE INDEX sign_in_link_of_reviewer ON sign_in_link (reviewer_id);

-- A phone that a link signed in stays so for longer.
ALTER TABLE session ADD COLUMN phone INTEGER NOT NULL DEFAULT 0;
CREATE INDEX session_phones ON session (reviewer_id) WHERE phone = 1 AND ended_at IS NULL;
