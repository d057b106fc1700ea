-- The review desk: sessions, languages, sign-in through Cloudflare Access, history,
-- and how far the CRM has been told.

ALTER TABLE reviewer ADD COLUMN language TEXT NOT NULL DEFAULT 'fr';
-- What Cloudflare Access knows them by; lower case.
ALTER TABLE reviewer ADD COLUMN email TEXT;
CREATE UNIQUE INDEX reviewer_email ON reviewer (email) WHERE email IS NOT NULL;

-- Who is signed in. The id itself stands in the cookie alone.
CREATE TABLE session (
  id_sha256 TEXT PRIMARY KEY,
  reviewer_id TEXT NOT NULL REFERENCES reviewer (id),
  created_at TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  ended_at TEXT
) WITHOUT ROWID;
CREATE INDEX session_age ON session (created_at);

-- A person asked for the open card to be drafted again.
ALTER TABLE review_queue ADD COLUMN redraft_at TEXT;
CREATE INDEX review_redraft ON review_queue (redraft_at) WHERE redraft_at IS NOT NULL;

-- History: cards by when they were opened.
CREATE INDEX review_opened ON review_queue (opened_at, id);

-- The ledger is the outbox: this is how far the CRM has been told of it. One row.
CREATE TABLE crm_cursor (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  position INTEGER NOT NULL, -- the last ledger row that was dealt with
  failures INTEGER NOT NULL DEFAULT 0, -- in a row
  busy_until TEXT NOT NULL -- nobody else sends before this: a lease, or the next try
);

-- How long each answer took, from the customer's first message on the card until
-- Graph accepted the reply.
CREATE VIEW reply_times AS
SELECT
  substr(l.at, 1, 10) AS day,
  CAST(round((julianday(l.at) - julianday(r.received_at)) * 86400) AS INTEGER) AS seconds
FROM run_ledger l
JOIN review_queue r ON r.id = l.review_id
WHERE l.step = 'send' AND l.outcome = 'sent';
