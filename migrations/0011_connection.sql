-- What Meta said of its side when it was asked last. No secret, and no number of a person: ids of
-- app and account, codes and times.
CREATE TABLE connection (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  asked_at TEXT NOT NULL,
  due_at TEXT NOT NULL, -- when the cron asks again by itself
  settings TEXT NOT NULL, -- keyed hash of what was asked with
  settings_since TEXT NOT NULL,
  account TEXT, -- the WhatsApp Business account, as learned
  checks TEXT NOT NULL, -- JSON
  failing TEXT NOT NULL, -- JSON: the checks that were seen failing last, silence of Meta apart
  alerted INTEGER NOT NULL DEFAULT 0 -- one of them began to fail, and did not from the start
);

-- When messages came, and whether some were for another number: each a look at the end of an index.
CREATE INDEX run_ledger_messages ON run_ledger (at) WHERE step = 'admit';
CREATE INDEX run_ledger_foreign ON run_ledger (at) WHERE step = 'webhook' AND outcome = 'foreign_number';

-- What is wrong, a row for each thing, none while nothing is. That it began and that it ended are
-- rows of the ledger, and so news for the chat.
CREATE TABLE trouble (
  what TEXT PRIMARY KEY NOT NULL,
  since TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX run_ledger_trouble ON run_ledger (id) WHERE step = 'trouble';

-- What Meta reported of the account by webhook, the last of each kind, until it is over or an admin
-- has seen it. Constants of Meta alone.
CREATE TABLE account_notice (
  field TEXT PRIMARY KEY NOT NULL,
  event TEXT NOT NULL,
  at TEXT NOT NULL
) WITHOUT ROWID;
