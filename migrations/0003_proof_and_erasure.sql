-- The ledger's proof, and what finds the rows of one customer to erase.

-- Each checkpoint covers the ledger rows `first_row` to `last_row` and chains to the
-- one before it (src/ledger/chain.rs). Append-only, as the ledger is.
CREATE TABLE ledger_checkpoint (
  id INTEGER PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
  at TEXT NOT NULL,
  first_row INTEGER NOT NULL,
  last_row INTEGER NOT NULL UNIQUE,
  digests TEXT NOT NULL, -- 32 hex digits a row
  link TEXT NOT NULL, -- SHA-256 over the link before and the columns above
  seal TEXT NOT NULL -- HMAC of the link; its key is derived from the app secret
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

-- Whose a message was when it came: they may be off the list when its card is written.
ALTER TABLE inbound_message ADD COLUMN customer_id TEXT;

-- A hash of words that somebody can guess tells the words: it can be erased too.
DROP TRIGGER decision_is_final;
CREATE TRIGGER decision_is_final
BEFORE UPDATE OF id, review_id, version, action, reviewer_id, decided_at, text_sha256, reason ON decision
WHEN NEW.id <> OLD.id OR NEW.review_id <> OLD.review_id OR NEW.version <> OLD.version
  OR NEW.action <> OLD.action OR NEW.reviewer_id <> OLD.reviewer_id OR NEW.decided_at <> OLD.decided_at
  OR NEW.reason IS NOT OLD.reason OR (NEW.text_sha256 IS NOT NULL AND NEW.text_sha256 IS NOT OLD.text_sha256)
BEGIN
  SELECT RAISE(ABORT, 'a decision is final');
END;

CREATE INDEX review_of_customer ON review_queue (customer_id);
CREATE INDEX allowlist_of_customer ON allowlist (customer_id);
-- Recorded and on no card for good: reactions.
CREATE INDEX inbound_noted ON inbound_message (customer_id)
WHERE waiting = 0 AND review_id IS NULL AND erased_at IS NULL;
