-- The first schema. Times are RFC 3339 text, UTC, milliseconds, one width.
-- Text and numbers live only in tables that are erased; the ledger holds none.

-- Who the business sells to. Filled by the allowlist API and by the CRM.
CREATE TABLE customers (
  id TEXT PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,
  language TEXT NOT NULL DEFAULT 'fr'
);

-- Recent orders, filled by the CRM; nothing here ever writes one (G8).
CREATE TABLE orders (
  id TEXT PRIMARY KEY NOT NULL,
  customer_id TEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  placed_at TEXT NOT NULL,
  summary TEXT NOT NULL
);
CREATE INDEX orders_recent ON orders (customer_id, placed_at DESC);

-- The gate's known references. `aliases`: a JSON array, or names between | ; ,
-- `keyed` is 0 until the Worker has written the product's keys.
CREATE TABLE products (
  reference TEXT PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,
  aliases TEXT NOT NULL DEFAULT '[]',
  keyed INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX products_unkeyed ON products (reference) WHERE keyed = 0;

-- Folded names that a message is looked up by.
CREATE TABLE product_key (
  key TEXT NOT NULL,
  reference TEXT NOT NULL REFERENCES products (reference) ON DELETE CASCADE,
  PRIMARY KEY (key, reference)
) WITHOUT ROWID;
CREATE INDEX product_key_reference ON product_key (reference);

CREATE TRIGGER products_changed AFTER UPDATE OF name, aliases ON products
BEGIN
  UPDATE products SET keyed = 0 WHERE reference = NEW.reference;
END;

-- G2: who may be answered, and how they opted in. Starts empty.
CREATE TABLE allowlist (
  address TEXT PRIMARY KEY NOT NULL, -- digits as Meta sends them, or a BSUID
  sender_id TEXT NOT NULL UNIQUE DEFAULT ('snd_' || lower(hex(randomblob(16)))),
  customer_id TEXT NOT NULL REFERENCES customers (id),
  opt_in_note TEXT NOT NULL,
  added_by TEXT NOT NULL,
  added_at TEXT NOT NULL
);

-- Every message of an allowlisted sender, once. `message_ref` is the idempotency
-- key and stays for ever; wamid, address and text are erased in time.
CREATE TABLE inbound_message (
  id INTEGER PRIMARY KEY,
  message_ref TEXT NOT NULL UNIQUE,
  invocation TEXT NOT NULL,
  sender_id TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('admitted', 'over_limit', 'noted')),
  -- The caps: the n-th counted message of this sender, and of all (docs/decisions.md, 4).
  sender_slot INTEGER,
  hourly_slot INTEGER,
  kind TEXT NOT NULL,
  kind_name TEXT NOT NULL,
  freshness TEXT NOT NULL CHECK (freshness IN ('fresh', 'late', 'future', 'unreadable')),
  in_group INTEGER NOT NULL DEFAULT 0,
  stamped_at TEXT NOT NULL,
  admitted_at TEXT NOT NULL,
  window_closes_at TEXT NOT NULL,
  target_ref TEXT,
  waiting INTEGER NOT NULL, -- 1 until it stands on a card
  review_id TEXT,
  wamid TEXT,
  reply_to TEXT,
  text TEXT,
  order_lines TEXT,
  erased_at TEXT
);
CREATE UNIQUE INDEX inbound_sender_slot ON inbound_message (sender_id, sender_slot) WHERE sender_slot IS NOT NULL;
CREATE UNIQUE INDEX inbound_hourly_slot ON inbound_message (hourly_slot) WHERE hourly_slot IS NOT NULL;
CREATE INDEX inbound_waiting ON inbound_message (sender_id, admitted_at) WHERE waiting = 1;
CREATE INDEX inbound_review ON inbound_message (review_id) WHERE review_id IS NOT NULL;
CREATE INDEX inbound_unerased ON inbound_message (admitted_at) WHERE erased_at IS NULL;

-- The review cards.
CREATE TABLE review_queue (
  id TEXT PRIMARY KEY,
  write_id TEXT NOT NULL, -- the batch that wrote it last; its other statements look for it
  sender_id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  overflow INTEGER NOT NULL DEFAULT 0, -- 1: the sender's messages over the caps
  previous_id TEXT, -- the sender's card before this one
  state TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'sent', 'rejected', 'expired', 'failed', 'unknown')),
  version INTEGER NOT NULL,
  opened_at TEXT NOT NULL,
  received_at TEXT NOT NULL,
  window_closes_at TEXT NOT NULL,
  gate_verdict TEXT NOT NULL CHECK (gate_verdict IN ('order_shaped', 'not_an_order')),
  gate_why TEXT, -- why there is no draft
  gate_evidence TEXT NOT NULL,
  draft_language TEXT,
  draft_source TEXT CHECK (draft_source IN ('template', 'model')),
  draft_model TEXT,
  draft_sha256 TEXT,
  decision_id TEXT,
  attempt_id TEXT,
  claimed_at TEXT,
  error_code INTEGER,
  may_retry INTEGER NOT NULL DEFAULT 0,
  customer_name TEXT,
  recipient TEXT,
  quoted_wamid TEXT,
  draft_text TEXT,
  erased_at TEXT
);
CREATE INDEX review_by_window ON review_queue (state, window_closes_at, id);
CREATE UNIQUE INDEX review_one_open ON review_queue (sender_id, overflow) WHERE state = 'pending';
CREATE INDEX review_of_sender ON review_queue (sender_id, opened_at);
CREATE INDEX review_unerased ON review_queue (opened_at) WHERE erased_at IS NULL;

-- G1: what a named person decided. Only text, recipient and note can be erased.
CREATE TABLE decision (
  id TEXT PRIMARY KEY,
  review_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('approve', 'edit', 'reject', 'resolve_sent', 'resolve_not_sent')),
  reviewer_id TEXT NOT NULL,
  decided_at TEXT NOT NULL,
  text_sha256 TEXT,
  reason TEXT,
  text TEXT,
  recipient TEXT,
  note TEXT
);
CREATE INDEX decision_of_review ON decision (review_id, decided_at);
CREATE INDEX decision_unerased ON decision (decided_at)
WHERE text IS NOT NULL OR recipient IS NOT NULL OR note IS NOT NULL;

CREATE TRIGGER decision_is_final
BEFORE UPDATE OF id, review_id, version, action, reviewer_id, decided_at, text_sha256, reason ON decision
BEGIN
  SELECT RAISE(ABORT, 'a decision is final');
END;
CREATE TRIGGER decision_stays BEFORE DELETE ON decision
BEGIN
  SELECT RAISE(ABORT, 'a decision is final');
END;
CREATE TRIGGER decision_is_new BEFORE INSERT ON decision
WHEN EXISTS (SELECT 1 FROM decision WHERE id = NEW.id)
BEGIN
  SELECT RAISE(ABORT, 'a decision is final');
END;

-- One Graph call of one decision.
CREATE TABLE send_attempt (
  id TEXT PRIMARY KEY,
  decision_id TEXT NOT NULL UNIQUE,
  review_id TEXT NOT NULL,
  started_at TEXT NOT NULL,
  finished_at TEXT,
  outcome TEXT CHECK (outcome IN ('accepted', 'refused', 'unknown')),
  error_code INTEGER,
  delivery_rank INTEGER NOT NULL DEFAULT 0, -- 1 sent, 2 failed, 3 delivered, 4 read
  delivery_error INTEGER,
  may_retry INTEGER NOT NULL DEFAULT 0,
  wamid TEXT
);
CREATE INDEX send_attempt_wamid ON send_attempt (wamid) WHERE wamid IS NOT NULL;
CREATE INDEX send_attempt_unerased ON send_attempt (started_at) WHERE wamid IS NOT NULL;

-- Idempotency-Key: the answer that a reviewer's request got.
CREATE TABLE idempotency_key (
  reviewer_id TEXT NOT NULL,
  key TEXT NOT NULL,
  request_sha256 TEXT NOT NULL,
  created_at TEXT NOT NULL,
  decision_id TEXT,
  answer TEXT,
  PRIMARY KEY (reviewer_id, key)
) WITHOUT ROWID;
CREATE INDEX idempotency_key_age ON idempotency_key (created_at);

-- Who is drafting for a sender: only the holder of the newest fence writes.
CREATE TABLE draft_lease (
  sender_id TEXT PRIMARY KEY,
  fence INTEGER NOT NULL,
  expires_at TEXT NOT NULL
) WITHOUT ROWID;

-- G3: model calls per UTC day.
CREATE TABLE model_budget (
  day TEXT PRIMARY KEY,
  calls INTEGER NOT NULL,
  last_call TEXT NOT NULL
) WITHOUT ROWID;

-- The people who decide. Only the SHA-256 of a token is kept.
CREATE TABLE reviewer (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('reviewer', 'admin', 'auditor')),
  token_sha256 TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  revoked_at TEXT
);

-- G5: append-only, also against INSERT OR REPLACE, which skips delete triggers.
CREATE TABLE run_ledger (
  id INTEGER PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
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
  latency_ms INTEGER
);
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

-- "How often did it help, how often did it mislead?"
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

-- Every row of one card (WHERE review_id = …, with the rows of its messages) or of
-- one message (WHERE message_ref = …); ORDER BY ledger_id.
CREATE VIEW ledger_trail AS
SELECT
  l.review_id, l.message_ref, l.id AS ledger_id, l.at, l.step, l.outcome, l.version, l.actor,
  l.reason, l.model, l.tokens_in, l.tokens_out, l.latency_ms, l.invocation
FROM run_ledger l
WHERE l.review_id IS NOT NULL
UNION ALL
SELECT
  m.review_id, l.message_ref, l.id, l.at, l.step, l.outcome, l.version, l.actor,
  l.reason, l.model, l.tokens_in, l.tokens_out, l.latency_ms, l.invocation
FROM run_ledger l
LEFT JOIN inbound_message m ON m.message_ref = l.message_ref
WHERE l.review_id IS NULL AND l.message_ref IS NOT NULL;
