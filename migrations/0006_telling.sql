-- Telling people that a card waits: how far each listener has heard the ledger, the devices that
-- are pushed to, and who is on a card. A device and the quiet hours of its reviewer go when the
-- reviewer is revoked.

-- The ledger is the outbox of everybody who is told: the CRM, the chat, and each device.
CREATE TABLE listener (
  name TEXT PRIMARY KEY NOT NULL, -- crm, chat, or the id of a device
  position INTEGER NOT NULL, -- the last ledger row that was dealt with
  failures INTEGER NOT NULL DEFAULT 0, -- in a row
  busy_until TEXT NOT NULL -- nobody else tells before this: a lease, or the next try
) WITHOUT ROWID;

-- The Worker before this one goes on with crm_cursor until it is replaced. A later migration drops
-- that table.
INSERT INTO listener (name, position, failures, busy_until)
SELECT 'crm', position, failures, busy_until FROM crm_cursor;

-- Only who asks for just these steps is served by it: the views look up the rows of a card.
CREATE INDEX run_ledger_news ON run_ledger (step, id) WHERE review_id IS NOT NULL
  AND step IN ('queue', 'decide', 'resolve', 'send', 'status', 'sweep', 'hold', 'remind');

-- What a browser gave for Web Push. Endpoint and keys are NULL once the push service has given the
-- device up: then the page says so.
CREATE TABLE device (
  id TEXT PRIMARY KEY NOT NULL,
  reviewer_id TEXT NOT NULL REFERENCES reviewer (id),
  name TEXT NOT NULL,
  endpoint TEXT,
  p256dh TEXT,
  auth TEXT,
  added_at TEXT NOT NULL,
  told_at TEXT, -- the last notice
  told_outcome TEXT -- what became of it
) WITHOUT ROWID;
CREATE UNIQUE INDEX device_endpoint ON device (endpoint) WHERE endpoint IS NOT NULL;
CREATE INDEX device_of_reviewer ON device (reviewer_id);

-- When a reviewer is not to be called: minutes of their day.
CREATE TABLE quiet_hours (
  reviewer_id TEXT PRIMARY KEY NOT NULL REFERENCES reviewer (id),
  begins INTEGER NOT NULL,
  ends INTEGER NOT NULL,
  utc_offset INTEGER NOT NULL -- minutes that their clock is ahead of UTC
) WITHOUT ROWID;

-- How loudly an open card was recalled: 1 overdue, 2 about to close.
ALTER TABLE review_queue ADD COLUMN reminded INTEGER NOT NULL DEFAULT 0;
CREATE INDEX review_unreminded ON review_queue (received_at) WHERE state = 'pending' AND reminded = 0;

-- Who is on a card. It keeps nobody from anything.
CREATE TABLE hold (
  review_id TEXT PRIMARY KEY NOT NULL,
  reviewer_id TEXT NOT NULL,
  until TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX hold_until ON hold (until);
CREATE INDEX hold_of_reviewer ON hold (reviewer_id);

-- Whoever is revoked, in whatever way, is called no more, and nothing of their devices is kept.
CREATE TRIGGER reviewer_revoked AFTER UPDATE OF revoked_at ON reviewer
WHEN NEW.revoked_at IS NOT NULL
BEGIN
  DELETE FROM listener WHERE name IN (SELECT id FROM device WHERE reviewer_id = NEW.id);
  DELETE FROM device WHERE reviewer_id = NEW.id;
  DELETE FROM quiet_hours WHERE reviewer_id = NEW.id;
  DELETE FROM hold WHERE reviewer_id = NEW.id;
END;
