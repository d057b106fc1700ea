-- The schema of the first release, feature by feature. Times are RFC 3339 text in UTC with
-- milliseconds, all of one width. The words, names and numbers of people are in columns that are
-- set to NULL when they are erased, and the ledger holds none.

-- Team: the people who decide. Of a token and of a session id only the SHA-256 is kept.
CREATE TABLE reviewer (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('reviewer', 'admin', 'auditor')),
  language TEXT NOT NULL DEFAULT 'fr',
  email TEXT, -- what Cloudflare Access knows them by, in lower case
  token_sha256 TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  revoked_at TEXT
);
CREATE UNIQUE INDEX reviewer_email ON reviewer (email) WHERE email IS NOT NULL;

CREATE TABLE session (
  id_sha256 TEXT PRIMARY KEY,
  reviewer_id TEXT NOT NULL REFERENCES reviewer (id),
  created_at TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  ended_at TEXT
) WITHOUT ROWID;
CREATE INDEX session_age ON session (created_at);

-- Customers, as the CRM knows them, with their recent orders. A message never makes an order (G8).
CREATE TABLE customers (
  id TEXT PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,
  language TEXT NOT NULL DEFAULT 'fr'
);

CREATE TABLE orders (
  id TEXT PRIMARY KEY NOT NULL,
  customer_id TEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  placed_at TEXT NOT NULL,
  summary TEXT NOT NULL
);
CREATE INDEX orders_recent ON orders (customer_id, placed_at DESC);

-- The allowlist (G2): who may be answered, and how they opted in. It starts empty.
CREATE TABLE allowlist (
  address TEXT PRIMARY KEY NOT NULL, -- digits as Meta sends them, or a BSUID
  sender_id TEXT NOT NULL UNIQUE DEFAULT ('snd_' || lower(hex(randomblob(16)))),
  customer_id TEXT NOT NULL REFERENCES customers (id),
  opt_in_note TEXT NOT NULL,
  added_by TEXT NOT NULL,
  added_at TEXT NOT NULL
);
CREATE INDEX allowlist_of_customer ON allowlist (customer_id);

-- Opt-ins that ended: the entry was replaced, removed, or given a new note.
CREATE TABLE past_opt_in (
  id INTEGER PRIMARY KEY,
  address TEXT NOT NULL,
  customer_id TEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  opt_in_note TEXT NOT NULL,
  added_by TEXT NOT NULL,
  added_at TEXT NOT NULL,
  ended_by TEXT NOT NULL,
  ended_at TEXT NOT NULL
);
CREATE INDEX past_opt_in_of_address ON past_opt_in (address, id);
CREATE INDEX past_opt_in_of_customer ON past_opt_in (customer_id);

-- Products: the goods that the gate knows. Aliases are a JSON array, or names between bars.
-- A product is not keyed until the Worker has written its keys and words, which are folded and
-- in the singular: SQLite cannot fold accents.
CREATE TABLE products (
  reference TEXT PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,
  aliases TEXT NOT NULL DEFAULT '[]',
  keyed INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX products_unkeyed ON products (reference) WHERE keyed = 0;

CREATE TRIGGER products_changed AFTER UPDATE OF name, aliases ON products
BEGIN
  UPDATE products SET keyed = 0 WHERE reference = NEW.reference;
END;

CREATE TABLE product_key (
  key TEXT NOT NULL,
  reference TEXT NOT NULL REFERENCES products (reference) ON DELETE CASCADE,
  PRIMARY KEY (key, reference)
) WITHOUT ROWID;
CREATE INDEX product_key_reference ON product_key (reference);

-- What the words of product names are found by when a letter is wrong: the word, and the word
-- with each letter left out in turn. Words of products that are gone may stay, they find no key.
CREATE TABLE product_word (
  variant TEXT NOT NULL,
  word TEXT NOT NULL,
  PRIMARY KEY (variant, word)
) WITHOUT ROWID;

-- The webhook: every message of a listed sender, once. The message_ref is the idempotency key
-- and is never erased.
CREATE TABLE inbound_message (
  id INTEGER PRIMARY KEY,
  message_ref TEXT NOT NULL UNIQUE,
  invocation TEXT NOT NULL,
  sender_id TEXT NOT NULL,
  customer_id TEXT, -- whose the address was when the message came
  outcome TEXT NOT NULL CHECK (outcome IN ('admitted', 'over_limit', 'noted')),
  -- The caps count messages: this is number n of its sender, and of all (docs/decisions.md, 4).
  sender_slot INTEGER,
  hourly_slot INTEGER,
  kind TEXT NOT NULL CHECK (kind IN ('words', 'order', 'reaction', 'edit', 'revoke', 'other')),
  kind_name TEXT NOT NULL, -- as Meta names the type
  freshness TEXT NOT NULL CHECK (freshness IN ('fresh', 'late', 'future', 'unreadable')),
  in_group INTEGER NOT NULL DEFAULT 0,
  stamped_at TEXT NOT NULL,
  admitted_at TEXT NOT NULL,
  window_closes_at TEXT NOT NULL,
  target_ref TEXT, -- the message that an edit, a deletion or a reaction is about
  waiting INTEGER NOT NULL, -- 1 until it is on a card
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
CREATE INDEX inbound_of_customer ON inbound_message (customer_id) WHERE erased_at IS NULL;

-- Up to which row everything is erased. Rows come in the order of their time, or nearly.
CREATE TABLE retention (
  what TEXT PRIMARY KEY,
  through INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO retention (what, through) VALUES ('inbound_message', 0);

-- Drafts. Who is drafting for a sender: only the holder of the newest fence writes.
CREATE TABLE draft_lease (
  sender_id TEXT PRIMARY KEY,
  fence INTEGER NOT NULL,
  expires_at TEXT NOT NULL
) WITHOUT ROWID;

-- The caps of model calls (G3), by UTC day.
CREATE TABLE model_budget (
  day TEXT PRIMARY KEY,
  calls INTEGER NOT NULL,
  spent_micros INTEGER NOT NULL DEFAULT 0, -- millionths of the currency of LLM_PRICES
  last_call TEXT NOT NULL
) WITHOUT ROWID;

-- Templates of the business. A change is a new version of the set of a language, and the
-- newest set counts. An empty set means the built-in texts again.
CREATE TABLE reply_template (
  language TEXT NOT NULL,
  version INTEGER NOT NULL,
  position INTEGER NOT NULL,
  text TEXT NOT NULL, -- empty: the set is empty
  changed_by TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  PRIMARY KEY (language, version, position)
) WITHOUT ROWID;

-- Reply rules and persona, a row for each version: the newest counts, the others tell what was
-- in force when. A model writes nothing under a persona that nobody approved.
CREATE TABLE reply_rules (
  version INTEGER PRIMARY KEY,
  body TEXT NOT NULL, -- JSON: rules and default (src/draft/rules.rs)
  invocation TEXT NOT NULL,
  changed_by TEXT NOT NULL,
  changed_at TEXT NOT NULL
);

CREATE TABLE persona (
  version INTEGER PRIMARY KEY,
  text TEXT NOT NULL, -- empty: none
  safety TEXT NOT NULL CHECK (safety IN ('pending', 'approved', 'refused')),
  invocation TEXT NOT NULL,
  changed_by TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  judged_by TEXT,
  judged_at TEXT
);

-- Review: the cards.
CREATE TABLE review_queue (
  id TEXT PRIMARY KEY,
  write_id TEXT NOT NULL, -- the batch that wrote it last, which the other statements of it look for
  sender_id TEXT NOT NULL,
  customer_id TEXT NOT NULL, -- never changes
  overflow INTEGER NOT NULL DEFAULT 0, -- 1: messages over the caps
  previous_id TEXT, -- the card of this customer before this one
  state TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'sent', 'rejected', 'expired', 'failed', 'unknown')),
  version INTEGER NOT NULL,
  opened_at TEXT NOT NULL,
  received_at TEXT NOT NULL,
  window_closes_at TEXT NOT NULL,
  redraft_at TEXT, -- when a person asked for the open card to be drafted again
  gate_verdict TEXT NOT NULL CHECK (gate_verdict IN ('order_shaped', 'not_an_order')),
  gate_why TEXT, -- why there is no draft
  gate_evidence TEXT NOT NULL,
  draft_language TEXT,
  draft_source TEXT CHECK (draft_source IN ('template', 'model')),
  draft_model TEXT,
  draft_prompt TEXT, -- prompt, persona, rule or templates, with their versions
  draft_fallback TEXT, -- why a template was used where a model was meant to write
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
CREATE INDEX review_of_sender ON review_queue (sender_id, opened_at);
-- After the one above: where both would do, SQLite takes the later, and this one is shorter.
CREATE UNIQUE INDEX review_one_open ON review_queue (sender_id, customer_id, overflow) WHERE state = 'pending';
CREATE INDEX review_of_customer ON review_queue (customer_id);
CREATE INDEX review_opened ON review_queue (opened_at, id);
CREATE INDEX review_redraft ON review_queue (redraft_at) WHERE redraft_at IS NOT NULL;
CREATE INDEX review_unerased ON review_queue (opened_at) WHERE erased_at IS NULL;

-- What a named person decided (G1). Only the words, their hash, the recipient and the note can
-- be erased: a hash of words that somebody can guess tells the words.
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
WHEN NEW.id <> OLD.id OR NEW.review_id <> OLD.review_id OR NEW.version <> OLD.version
  OR NEW.action <> OLD.action OR NEW.reviewer_id <> OLD.reviewer_id OR NEW.decided_at <> OLD.decided_at
  OR NEW.reason IS NOT OLD.reason OR (NEW.text_sha256 IS NOT NULL AND NEW.text_sha256 IS NOT OLD.text_sha256)
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

-- The answer that a request with an Idempotency-Key got.
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

-- Sends: one Graph call of one decision.
CREATE TABLE send_attempt (
  id TEXT PRIMARY KEY,
  decision_id TEXT NOT NULL UNIQUE,
  review_id TEXT NOT NULL,
  started_at TEXT NOT NULL,
  finished_at TEXT,
  outcome TEXT CHECK (outcome IN ('accepted', 'refused', 'not_called', 'unknown')),
  error_code INTEGER,
  delivery_rank INTEGER NOT NULL DEFAULT 0, -- 1 sent, 2 failed, 3 delivered, 4 read
  delivery_error INTEGER,
  may_retry INTEGER NOT NULL DEFAULT 0,
  wamid TEXT
);
CREATE INDEX send_attempt_wamid ON send_attempt (wamid) WHERE wamid IS NOT NULL;
CREATE INDEX send_attempt_unerased ON send_attempt (started_at) WHERE wamid IS NOT NULL;

-- The ledger (G5) is append-only, also against INSERT OR REPLACE, which skips delete triggers.
CREATE TABLE run_ledger (
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

-- Each checkpoint covers a run of ledger rows and chains to the checkpoint before it.
CREATE TABLE ledger_checkpoint (
  id INTEGER PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
  at TEXT NOT NULL,
  first_row INTEGER NOT NULL,
  last_row INTEGER NOT NULL UNIQUE,
  digests TEXT NOT NULL, -- 32 hex digits a row
  link TEXT NOT NULL, -- SHA-256 over the link before and the columns above
  seal TEXT NOT NULL -- HMAC of the link, whose key is derived from the app secret
);

CREATE TRIGGER ledger_checkpoint_no_update BEFORE UPDATE ON ledger_checkpoint
BEGIN
  SELECT RAISE(ABORT, 'ledger_checkpoint is append-only');
END;
CREATE TRIGGER ledger_checkpoint_no_delete BEFORE DELETE ON ledger_checkpoint
BEGIN
  SELECT RAISE(ABORT, 'ledger_checkpoint is append-only');
END;
CREATE TRIGGER ledger_checkpoint_no_replace BEFORE INSERT ON ledger_checkpoint
WHEN EXISTS (SELECT 1 FROM ledger_checkpoint WHERE id = NEW.id OR last_row = NEW.last_row)
BEGIN
  SELECT RAISE(ABORT, 'ledger_checkpoint is append-only');
END;

-- The ledger is the outbox of the CRM: this is how far the CRM has been told. One row.
CREATE TABLE crm_cursor (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  position INTEGER NOT NULL, -- the last ledger row that was dealt with
  failures INTEGER NOT NULL DEFAULT 0, -- in a row
  busy_until TEXT NOT NULL -- nobody else sends before this: a lease, or the next try
);

-- A POST of Meta is written row by row: one statement inserts its messages, or its statuses,
-- into a view, and the trigger of the view does what each of them asks for. So each sees what
-- those before it did, and a POST costs one statement (docs/decisions.md, 30).

-- A message that asks to be admitted, with the terms of its POST.
CREATE VIEW admission (ref, prev, sender, phone, twin, bsuid, kind, kind_name, freshness, in_group,
  stamped_at, window_closes_at, target_ref, target_prev, wamid, reply_to, text, order_lines,
  invocation, at, since, sender_hourly, hourly)
AS SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  NULL, NULL, NULL, NULL, NULL, NULL;

-- The caps are exact over any 60 minutes, at the cost of one index look-up however high they
-- are. Counted messages are numbered, and message n is within a cap of L if message n - L is
-- more than an hour old. A message over the cap of its sender takes no number, so the numbers
-- have no gaps. One over the cap of all keeps the number of its sender, which errs on the strict
-- side. Edits and deletions are not counted: they must reach the card that they change.
--
-- The limits keep the planner from writing the inner queries out into each use of them. A reply
-- goes to a listed address: to the BSUID, where the number beside it is not listed. A message of
-- a stranger that came before is found in the ledger: nothing else is kept of it.
CREATE TRIGGER admit INSTEAD OF INSERT ON admission
BEGIN
  INSERT INTO inbound_message (message_ref, invocation, sender_id, outcome, sender_slot, hourly_slot, kind,
    kind_name, freshness, in_group, stamped_at, admitted_at, window_closes_at, target_ref, waiting, wamid,
    reply_to, text, order_lines, customer_id)
  SELECT NEW.ref, NEW.invocation, f.sender_id,
    iif(NEW.kind = 'reaction', 'noted', iif(f.counts AND f.hourly_slot IS NULL, 'over_limit', 'admitted')),
    f.sender_slot, f.hourly_slot, NEW.kind, NEW.kind_name, NEW.freshness, NEW.in_group, NEW.stamped_at, NEW.at,
    NEW.window_closes_at,
    COALESCE((SELECT m.message_ref FROM inbound_message m WHERE m.message_ref = NEW.target_prev), NEW.target_ref),
    NEW.kind <> 'reaction', NEW.wamid, iif(f.address = NEW.bsuid, NEW.bsuid, NEW.reply_to), NEW.text, NEW.order_lines, f.customer_id
  FROM (
    SELECT s.*, iif(s.sender_slot IS NOT NULL AND NEW.hourly >= 1 AND NOT EXISTS (
        SELECT 1 FROM inbound_message m
        WHERE m.hourly_slot = s.taken_overall + 1 - NEW.hourly AND m.admitted_at > NEW.since
      ), s.taken_overall + 1, NULL) AS hourly_slot
    FROM (
      SELECT k.*, iif(k.counts AND NEW.sender_hourly >= 1 AND NOT EXISTS (
          SELECT 1 FROM inbound_message m
          WHERE m.sender_id = k.sender_id AND m.sender_slot = k.taken + 1 - NEW.sender_hourly
            AND m.admitted_at > NEW.since
        ), k.taken + 1, NULL) AS sender_slot
      FROM (
        SELECT w.address, w.sender_id, w.customer_id, NEW.kind NOT IN ('reaction', 'edit', 'revoke') AS counts,
          COALESCE((
            SELECT m.sender_slot FROM inbound_message m
            WHERE m.sender_id = w.sender_id AND m.sender_slot IS NOT NULL
            ORDER BY m.sender_slot DESC LIMIT 1), 0) AS taken,
          COALESCE((
            SELECT m.hourly_slot FROM inbound_message m WHERE m.hourly_slot IS NOT NULL
            ORDER BY m.hourly_slot DESC LIMIT 1), 0) AS taken_overall
        FROM allowlist w
        WHERE w.address = COALESCE(
            (SELECT address FROM allowlist WHERE address = NEW.phone),
            (SELECT address FROM allowlist WHERE address = NEW.twin),
            (SELECT address FROM allowlist WHERE address = NEW.bsuid))
          AND NOT EXISTS (SELECT 1 FROM inbound_message m WHERE m.message_ref IN (NEW.ref, NEW.prev))
        LIMIT 1) k
      LIMIT 1) s
    LIMIT 1) f;
  INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref)
  SELECT NEW.at, NEW.invocation, 'admit',
    iif(changes() = 1, (SELECT m.outcome FROM inbound_message m WHERE m.id = last_insert_rowid()), iif(
      EXISTS (SELECT 1 FROM inbound_message m WHERE m.message_ref IN (NEW.ref, NEW.prev))
        OR EXISTS (SELECT 1 FROM run_ledger l WHERE l.message_ref IN (NEW.ref, NEW.prev) AND l.step = 'admit'),
      'duplicate', 'not_allowlisted')),
    NEW.ref, NEW.sender;
END;

-- What Meta says of a message. The attempt is the send that it is about, if it was one of ours
-- when the POST came. A status before it in the same POST may have brought the wamid.
CREATE VIEW delivery_status (attempt, wamid, word, rank, error, may_retry, invocation, at)
AS SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL;

-- A delivery only rises: 1 sent, 2 failed, 3 delivered, 4 read. It settles what nobody knew and
-- disproves a failure, and a failure stands until it is disproved. What is settled is written
-- into the ledger before the card is, which makes the condition false.
CREATE TRIGGER fold_status INSTEAD OF INSERT ON delivery_status
BEGIN
  UPDATE send_attempt SET delivery_rank = NEW.rank,
    delivery_error = iif(NEW.rank = 2, NEW.error, NULL),
    may_retry = iif(NEW.rank = 2, NEW.may_retry, 0),
    wamid = iif((SELECT r.erased_at FROM review_queue r WHERE r.id = send_attempt.review_id) IS NULL,
      COALESCE(send_attempt.wamid, NEW.wamid), NULL)
  WHERE id = COALESCE(NEW.attempt, (SELECT id FROM send_attempt WHERE wamid = NEW.wamid))
    AND (NEW.rank > delivery_rank OR (NEW.rank = 2 AND delivery_rank = 2 AND NEW.error > delivery_error));
  INSERT INTO run_ledger (at, invocation, step, outcome, review_id, reason)
  VALUES (NEW.at, NEW.invocation, 'status', NEW.word,
    (SELECT review_id FROM send_attempt
     WHERE id = COALESCE(NEW.attempt, (SELECT id FROM send_attempt WHERE wamid = NEW.wamid))),
    iif(COALESCE(NEW.attempt, (SELECT id FROM send_attempt WHERE wamid = NEW.wamid)) IS NULL, 'not_ours', NEW.error));
  INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, reason)
  SELECT NEW.at, NEW.invocation, 'send', iif(a.delivery_rank = 2, 'failed', 'sent'), r.id, r.version, 'by_status'
  FROM send_attempt a JOIN review_queue r ON r.id = a.review_id AND r.attempt_id = a.id
  WHERE a.id = COALESCE(NEW.attempt, (SELECT id FROM send_attempt WHERE wamid = NEW.wamid)) AND (
    a.delivery_rank = 2 AND r.state IN ('sending', 'unknown', 'sent')
    OR a.delivery_rank IN (1, 3, 4) AND r.state IN ('sending', 'unknown', 'failed'));
  UPDATE review_queue SET state = iif(a.delivery_rank = 2, 'failed', 'sent'), error_code = a.delivery_error,
    may_retry = a.may_retry
  FROM send_attempt a
  WHERE a.id = COALESCE(NEW.attempt, (SELECT id FROM send_attempt WHERE wamid = NEW.wamid))
    AND a.delivery_rank > 0 AND review_queue.id = a.review_id AND review_queue.attempt_id = a.id
    AND review_queue.state IN ('sending', 'unknown', 'sent', 'failed');
END;

-- Every row of one card (WHERE review_id = ..., with the rows of its messages) or of one message
-- (WHERE message_ref = ...), in the order of ledger_id.
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

-- How long each answer took, from the first message on the card until Graph accepted the reply.
CREATE VIEW reply_times AS
SELECT
  substr(l.at, 1, 10) AS day,
  CAST(round((julianday(l.at) - julianday(r.received_at)) * 86400) AS INTEGER) AS seconds
FROM run_ledger l
JOIN review_queue r ON r.id = l.review_id
WHERE l.step = 'send' AND l.outcome = 'sent';

-- What became of each reply. One row for a card that somebody decided to answer, on the UTC day
-- of the decision. Of a card that failed and was pressed again, the last decision counts. Statuses
-- and people settle a send by a row of their own, so the last row about the send tells.
CREATE VIEW reply_outcome AS
SELECT
  substr(d.at, 1, 10) AS day,
  d.review_id,
  iif(d.outcome = 'approved', 'unchanged', iif(d.reason = 'no_draft', 'by_hand', 'edited')) AS answer,
  COALESCE((
    SELECT iif(s.outcome = 'not_sent', 'failed', s.outcome) FROM run_ledger s
    WHERE s.review_id = d.review_id AND s.id > d.id AND s.step IN ('send', 'resolve')
    ORDER BY s.id DESC LIMIT 1), 'sending') AS outcome
FROM run_ledger d
WHERE d.step = 'decide' AND d.outcome IN ('approved', 'edited') AND NOT EXISTS (
  SELECT 1 FROM run_ledger n
  WHERE n.review_id = d.review_id AND n.id > d.id AND n.step = 'decide' AND n.outcome IN ('approved', 'edited'));

-- How often did it help, how often did it mislead. The columns approved_unchanged, edited (a draft
-- that a person changed) and rejected are decisions. The columns sent_unchanged, sent_edited,
-- answered_by_hand (own words on a card without a draft), sent, failed and unknown are what became
-- of the replies decided on that day, each counted once.
--
-- The replies of a day are looked at once, as JSON, and only of the days that are asked for.
CREATE VIEW ledger_daily AS
SELECT
  day, received, not_allowlisted, over_limit, not_an_order, drafted, human_only, approved_unchanged, edited,
  COALESCE(replies ->> 'unchanged', 0) AS sent_unchanged,
  COALESCE(replies ->> 'edited', 0) AS sent_edited,
  COALESCE(replies ->> 'by_hand', 0) AS answered_by_hand,
  rejected, rejected_misleading, rejected_not_an_order, rejected_wrong_language, rejected_otherwise,
  COALESCE(replies ->> 'unchanged', 0) + COALESCE(replies ->> 'edited', 0)
    + COALESCE(replies ->> 'by_hand', 0) AS sent,
  COALESCE(replies ->> 'failed', 0) AS failed,
  COALESCE(replies ->> 'unknown', 0) AS unknown,
  expired
FROM (
  SELECT
    substr(at, 1, 10) AS day,
    sum(step = 'admit' AND outcome <> 'duplicate') AS received,
    sum(step = 'admit' AND outcome = 'not_allowlisted') AS not_allowlisted,
    sum(step = 'admit' AND outcome = 'over_limit') AS over_limit,
    sum(step = 'gate' AND outcome = 'not_an_order') AS not_an_order,
    sum(step = 'draft' AND outcome = 'drafted') AS drafted,
    sum(iif(step = 'queue', outcome IN ('queued', 'overflow') AND reason IS NOT NULL AND version = 1, 0)) AS human_only,
    sum(step = 'decide' AND outcome = 'approved') AS approved_unchanged,
    sum(step = 'decide' AND outcome = 'edited' AND reason IS NOT 'no_draft') AS edited,
    sum(step = 'decide' AND outcome = 'rejected') AS rejected,
    sum(step = 'decide' AND outcome = 'rejected' AND reason IS 'misleading') AS rejected_misleading,
    sum(step = 'decide' AND outcome = 'rejected' AND reason IS 'not_an_order') AS rejected_not_an_order,
    sum(step = 'decide' AND outcome = 'rejected' AND reason IS 'wrong_language') AS rejected_wrong_language,
    sum(step = 'decide' AND outcome = 'rejected'
      AND COALESCE(reason, '') NOT IN ('misleading', 'not_an_order', 'wrong_language')) AS rejected_otherwise,
    sum(step = 'sweep' AND outcome = 'expired') AS expired,
    (SELECT json_group_object(became, n) FROM (
      SELECT iif(r.outcome = 'sent', r.answer, r.outcome) AS became, count(*) AS n
      FROM reply_outcome r WHERE r.day = substr(l.at, 1, 10) GROUP BY 1)) AS replies
  FROM run_ledger l
  GROUP BY substr(at, 1, 10));
