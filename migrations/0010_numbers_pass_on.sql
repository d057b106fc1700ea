-- A number can pass from one customer to another. A card and a message stay with the customer
-- who had the number when the message came, and the earlier opt-in is kept.

-- Two customers of one number may both have an open card: what the first one wrote is still
-- there for a person, while the second one writes.
DROP INDEX review_one_open;
CREATE UNIQUE INDEX review_one_open ON review_queue (sender_id, customer_id, overflow) WHERE state = 'pending';

-- All that a customer wrote, wherever it is: what has to be erased with them.
DROP INDEX inbound_noted;
CREATE INDEX inbound_of_customer ON inbound_message (customer_id) WHERE erased_at IS NULL;

-- Every message is somebody's: without a customer it would be gathered for nobody.
UPDATE inbound_message SET customer_id = COALESCE(
  (SELECT r.customer_id FROM review_queue r WHERE r.id = inbound_message.review_id),
  (SELECT w.customer_id FROM allowlist w WHERE w.sender_id = inbound_message.sender_id), 'unknown')
WHERE customer_id IS NULL;

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

-- As before, but a reply goes to an address that is listed: to the BSUID, where the number
-- beside it is not.
DROP TRIGGER admit;
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
