-- Fewer pages written per message: AUTOINCREMENT keeps a table of its own, which a table that
-- nothing is deleted from can do without, and what is old enough to erase is found by a mark.

-- Up to which row everything is erased; rows come in the order of their time, or nearly.
CREATE TABLE retention (
  what TEXT PRIMARY KEY,
  through INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO retention (what, through) SELECT 'inbound_message', COALESCE(
  (SELECT min(id) - 1 FROM inbound_message WHERE erased_at IS NULL), (SELECT max(id) FROM inbound_message), 0);
DROP INDEX inbound_unerased;

DROP VIEW ledger_daily;
DROP VIEW ledger_trail;
DROP VIEW reply_times;
CREATE TABLE run_ledger_next (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  at TEXT NOT NULL,
  invocation TEXT NOT NULL,
  step TEXT NOT NULL,
  outcome TEXT NOT NULL,
  message_ref TEXT,
  sender_ref TEXT,
  review_id TEXT,
  version INTEGER,
  actor TEXT,
  reason TEXT,
  model TEXT,
  tokens_in INTEGER,
  tokens_out INTEGER,
  latency_ms INTEGER,
  cost_micros INTEGER
);
INSERT INTO run_ledger_next SELECT id, at, invocation, step, outcome, message_ref, sender_ref, review_id, version,
  actor, reason, model, tokens_in, tokens_out, latency_ms, cost_micros FROM run_ledger ORDER BY id;
DROP TABLE run_ledger;
ALTER TABLE run_ledger_next RENAME TO run_ledger;
CREATE INDEX run_ledger_day ON run_ledger (substr(at, 1, 10), step, outcome, reason);
CREATE INDEX run_ledger_message ON run_ledger (message_ref) WHERE message_ref IS NOT NULL;
CREATE INDEX run_ledger_review ON run_ledger (review_id) WHERE review_id IS NOT NULL;

CREATE TRIGGER run_ledger_no_update BEFORE UPDATE ON run_ledger
BEGIN
  SELECT RAISE(ABORT, 'run_ledger is append-only');
END;
CREATE TRIGGER run_ledger_no_delete BEFORE DELETE ON run_ledger
BEGIN
  SELECT RAISE(ABORT, 'run_ledger is append-only');
END;
CREATE TRIGGER run_ledger_no_replace BEFORE INSERT ON run_ledger
WHEN EXISTS (SELECT 1 FROM run_ledger WHERE id = NEW.id)
BEGIN
  SELECT RAISE(ABORT, 'run_ledger is append-only');
END;

CREATE VIEW ledger_daily AS
SELECT
  substr(at, 1, 10) AS day,
  sum(step = 'admit' AND outcome <> 'duplicate') AS received,
  sum(step = 'admit' AND outcome = 'not_allowlisted') AS not_allowlisted,
  sum(step = 'admit' AND outcome = 'over_limit') AS over_limit,
  sum(step = 'gate' AND outcome = 'not_an_order') AS not_an_order,
  sum(step = 'draft' AND outcome = 'drafted') AS drafted,
  sum(step = 'decide' AND outcome = 'approved') AS approved_unchanged,
  sum(step = 'decide' AND outcome = 'edited') AS edited,
  sum(step = 'decide' AND outcome = 'rejected') AS rejected,
  sum(step = 'decide' AND outcome = 'rejected' AND reason = 'misleading') AS rejected_misleading,
  sum(step = 'send' AND outcome = 'sent') AS sent,
  sum(step = 'send' AND outcome = 'failed') AS failed,
  sum(step = 'send' AND outcome = 'unknown') AS unknown
FROM run_ledger
GROUP BY substr(at, 1, 10);

CREATE VIEW reply_times AS
SELECT
  substr(l.at, 1, 10) AS day,
  CAST(round((julianday(l.at) - julianday(r.received_at)) * 86400) AS INTEGER) AS seconds
FROM run_ledger l
JOIN review_queue r ON r.id = l.review_id
WHERE l.step = 'send' AND l.outcome = 'sent';

CREATE VIEW ledger_trail AS
SELECT
  l.review_id, l.message_ref, l.id AS ledger_id, l.at, l.step, l.outcome, l.version, l.actor,
  l.reason, l.model, l.tokens_in, l.tokens_out, l.latency_ms, l.cost_micros, l.invocation
FROM run_ledger l
WHERE l.review_id IS NOT NULL
UNION ALL
SELECT
  m.review_id, l.message_ref, l.id, l.at, l.step, l.outcome, l.version, l.actor,
  l.reason, l.model, l.tokens_in, l.tokens_out, l.latency_ms, l.cost_micros, l.invocation
FROM run_ledger l
LEFT JOIN inbound_message m ON m.message_ref = l.message_ref
WHERE l.review_id IS NULL AND l.message_ref IS NOT NULL;
