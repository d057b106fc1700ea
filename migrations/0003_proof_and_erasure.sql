-- The ledger's proof, and what finds the rows of one customer to erase.

-- Each checkpoint covers the ledger rows `first_row` to `last_row` and chains to the
-- one before it (src/ledger/chain.rs). Append-only, as the ledger is.
CREATE TABLE ledger_checkpoint (
  id INTEGER PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
  at TEXT NOT NULL,
  first_row INTEGER NOT NULL,
  last_row INTEGER NOT NULL UNIQUE,
  digests TEXT NOT NULL, -- 32 hex digits a row
  link TEXT NOT NULL, -- SHA-256 over the link before and this checkpoint
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

CREATE INDEX review_of_customer ON review_queue (customer_id);
CREATE INDEX allowlist_of_customer ON allowlist (customer_id);
-- Recorded and on no card for good: reactions.
CREATE INDEX inbound_noted ON inbound_message (sender_id)
WHERE waiting = 0 AND review_id IS NULL AND erased_at IS NULL;
