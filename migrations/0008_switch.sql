-- The switch on the desk (G10). No row means on. BOT_ENABLED is the outer switch: either of them
-- off is off.
CREATE TABLE bot_switch (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  is_on INTEGER NOT NULL CHECK (is_on IN (0, 1)),
  changed_by TEXT NOT NULL, -- a reviewer
  changed_at TEXT NOT NULL
);
