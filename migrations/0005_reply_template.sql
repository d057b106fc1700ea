-- The business's own templates. A change is a new version of a language's set; the newest
-- counts, and an empty one means the built-in texts again.
CREATE TABLE reply_template (
  language TEXT NOT NULL,
  version INTEGER NOT NULL,
  position INTEGER NOT NULL,
  text TEXT NOT NULL, -- empty: the set is empty
  changed_by TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  PRIMARY KEY (language, version, position)
) WITHOUT ROWID;
