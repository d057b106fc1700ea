-- What tells whoever runs the Worker how it stands, and what a restored database may do.

-- Health, each by one row of an index: the last webhook, the oldest open card, the last sends.
CREATE INDEX run_ledger_webhooks ON run_ledger (id) WHERE step IN ('webhook', 'admit', 'status');
CREATE INDEX review_open_since ON review_queue (received_at) WHERE state = 'pending';
CREATE INDEX send_attempt_by_outcome ON send_attempt (outcome, started_at) WHERE outcome IS NOT NULL;

-- What is wrong with the ledger, a row for each thing, none while nothing is. What went back is
-- told by what the witness keeps outside the database and what stands here.
CREATE TABLE ledger_alarm (
  what TEXT PRIMARY KEY CHECK (what IN ('guards', 'not_ours', 'went_back')),
  since TEXT NOT NULL,
  invocation TEXT NOT NULL,
  kept_row INTEGER,
  kept_at TEXT,
  kept_link TEXT,
  found_row INTEGER,
  found_at TEXT,
  found_link TEXT,
  settled_at TEXT -- the erasures that it forgot were repeated
) WITHOUT ROWID;

-- A database that went back may have forgotten replies. Each card that could be pressed waits
-- for a person who has looked into the conversation, as after a send whose answer was lost.
CREATE TRIGGER ledger_went_back AFTER INSERT ON ledger_alarm
WHEN NEW.what = 'went_back'
BEGIN
  INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, reason)
  SELECT NEW.since, NEW.invocation, 'send', 'unknown', id, version, 'restored' FROM review_queue
  WHERE state = 'pending' OR (state = 'failed' AND may_retry = 1 AND window_closes_at > NEW.since);
  UPDATE review_queue SET state = 'unknown', may_retry = 0
  WHERE state = 'pending' OR (state = 'failed' AND may_retry = 1 AND window_closes_at > NEW.since);
END;

-- So does the card of messages from before, which were not on a card yet.
CREATE TRIGGER card_from_before AFTER INSERT ON review_queue
WHEN NEW.state = 'pending' AND NEW.received_at <= (SELECT since FROM ledger_alarm WHERE what = 'went_back')
BEGIN
  INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, reason)
  SELECT NEW.opened_at, invocation, 'send', 'unknown', NEW.id, NEW.version, 'restored'
  FROM ledger_alarm WHERE what = 'went_back';
  UPDATE review_queue SET state = 'unknown' WHERE id = NEW.id;
END;

-- Rows take the next number. One far out would have all later ones numbered at random.
CREATE TRIGGER run_ledger_in_line BEFORE INSERT ON run_ledger
WHEN NEW.id > 1000000 AND NEW.id > COALESCE((SELECT max(id) FROM run_ledger), 0) + 1000000
BEGIN
  SELECT RAISE(ABORT, 'run_ledger is append-only');
END;

-- Such a row, put in where this trigger was missing, is brought back into line as it is.
DROP TRIGGER run_ledger_no_update;
CREATE TRIGGER run_ledger_no_update BEFORE UPDATE ON run_ledger
WHEN NEW.id > OLD.id - 1000000 OR NEW.at IS NOT OLD.at OR NEW.invocation IS NOT OLD.invocation
  OR NEW.step IS NOT OLD.step OR NEW.outcome IS NOT OLD.outcome OR NEW.message_ref IS NOT OLD.message_ref
  OR NEW.sender_ref IS NOT OLD.sender_ref OR NEW.review_id IS NOT OLD.review_id OR NEW.version IS NOT OLD.version
  OR NEW.actor IS NOT OLD.actor OR NEW.reason IS NOT OLD.reason OR NEW.model IS NOT OLD.model
  OR NEW.tokens_in IS NOT OLD.tokens_in OR NEW.tokens_out IS NOT OLD.tokens_out
  OR NEW.latency_ms IS NOT OLD.latency_ms OR NEW.cost_micros IS NOT OLD.cost_micros
BEGIN
  SELECT RAISE(ABORT, 'run_ledger is append-only');
END;
