-- One customer, several addresses.

-- A BSUID that Meta signed beside a listed number: another address of that entry (G2). One that
-- is listed itself, for the same customer, is linked too: the two are one sender.
CREATE TABLE alias (
  address TEXT PRIMARY KEY NOT NULL, -- a BSUID
  entry TEXT NOT NULL REFERENCES allowlist (address) ON DELETE CASCADE, -- the listed number
  source TEXT NOT NULL CHECK (source IN ('message', 'notice')), -- where Meta wrote both
  message_ref TEXT, -- that message
  linked_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX alias_of_entry ON alias (entry);

-- A number and a BSUID that Meta signed side by side, listed for two customers. Neither is taken from
-- its entry, but the two are one person.
CREATE TABLE listed_twice (
  number TEXT NOT NULL REFERENCES allowlist (address) ON DELETE CASCADE,
  bsuid TEXT NOT NULL REFERENCES allowlist (address) ON DELETE CASCADE,
  PRIMARY KEY (number, bsuid)
) WITHOUT ROWID;
CREATE INDEX listed_twice_bsuid ON listed_twice (bsuid);

-- The notice by Meta that a listed customer has another address. It waits until an admin lists the
-- new one. Until then nothing is sent to the old one, and what the new one writes is counted and
-- not kept.
CREATE TABLE address_change (
  entry TEXT PRIMARY KEY NOT NULL REFERENCES allowlist (address) ON DELETE CASCADE,
  address TEXT NOT NULL, -- the new number, or the new BSUID
  beside TEXT, -- the new BSUID of a new number
  noticed_at TEXT NOT NULL,
  messages INTEGER NOT NULL DEFAULT 0, -- that came from the new address since
  last_message_at TEXT
) WITHOUT ROWID;
CREATE INDEX address_change_to ON address_change (address);
CREATE INDEX address_change_beside ON address_change (beside) WHERE beside IS NOT NULL;

-- An opt-in goes with the customer to their new address, and the history of it too.
ALTER TABLE past_opt_in ADD COLUMN moved_to TEXT;
CREATE INDEX past_opt_in_moved_to ON past_opt_in (moved_to) WHERE moved_to IS NOT NULL;

-- The list has the last word. What is listed for another customer is no alias, an entry
-- that changes hands keeps none, and one that is put with a new note was looked at by a person.
-- A new address that is listed brings the BSUID that the notice named beside it.
CREATE TRIGGER allowlist_put AFTER INSERT ON allowlist
BEGIN
  DELETE FROM alias WHERE address = NEW.address
    AND NEW.customer_id <> (SELECT w.customer_id FROM allowlist w WHERE w.address = alias.entry);
  INSERT INTO alias (address, entry, source, linked_at)
  SELECT c.beside, NEW.address, 'notice', NEW.added_at
  FROM address_change c JOIN allowlist w ON w.address = c.entry
  WHERE c.address = NEW.address AND w.customer_id = NEW.customer_id AND c.beside IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM alias a WHERE a.address = c.beside)
    AND NOT EXISTS (SELECT 1 FROM allowlist b WHERE b.address = c.beside AND b.customer_id <> w.customer_id)
  LIMIT 1;
  DELETE FROM address_change WHERE address = NEW.address
    AND NEW.customer_id = (SELECT w.customer_id FROM allowlist w WHERE w.address = address_change.entry);
END;
CREATE TRIGGER allowlist_passed_on AFTER UPDATE OF customer_id ON allowlist
WHEN NEW.customer_id <> OLD.customer_id
BEGIN
  DELETE FROM alias WHERE entry = NEW.address OR address = NEW.address;
END;
CREATE TRIGGER allowlist_confirmed AFTER UPDATE OF customer_id, opt_in_note ON allowlist
WHEN NEW.customer_id <> OLD.customer_id OR NEW.opt_in_note <> OLD.opt_in_note
BEGIN
  DELETE FROM address_change WHERE entry = NEW.address;
END;
CREATE TRIGGER allowlist_removed AFTER DELETE ON allowlist
BEGIN
  DELETE FROM alias WHERE address = OLD.address;
END;

-- A press is bound to the version that was seen, and so to the recipient.
CREATE TRIGGER recipient_changed AFTER UPDATE OF recipient ON review_queue
WHEN NEW.recipient IS NOT OLD.recipient AND NEW.recipient IS NOT NULL AND NEW.version = OLD.version
BEGIN
  UPDATE review_queue SET version = version + 1 WHERE id = NEW.id;
END;

-- Senders that are one: a listed number and a listed BSUID that Meta signed beside it. Each waits
-- for the other, whichever of them a card was opened for, and whosever they are listed as.
CREATE VIEW same_sender (sender_id, other_id) AS
SELECT w.sender_id, b.sender_id FROM allowlist w JOIN alias a ON a.entry = w.address JOIN allowlist b ON b.address = a.address
UNION ALL
SELECT b.sender_id, w.sender_id FROM allowlist b JOIN alias a ON a.address = b.address JOIN allowlist w ON w.address = a.entry
UNION ALL
SELECT w.sender_id, b.sender_id FROM allowlist w JOIN listed_twice t ON t.number = w.address JOIN allowlist b ON b.address = t.bsuid
UNION ALL
SELECT b.sender_id, w.sender_id FROM allowlist b JOIN listed_twice t ON t.bsuid = b.address JOIN allowlist w ON w.address = t.number;

DROP TRIGGER admit;
DROP VIEW admission;

-- A message that asks to be admitted, with the terms of its POST. Its sender is known by up to
-- three addresses. moved_to is the one that Meta says they have from now on. The version before
-- brings reply_to, which is not read any more.
CREATE VIEW admission (ref, prev, sender, phone, twin, bsuid, parent, moved_to, moved_twin, moved_beside,
  kind, kind_name, freshness, in_group, stamped_at, window_closes_at, target_ref, target_prev, wamid, reply_to,
  text, order_lines, invocation, at, since, sender_hourly, hourly)
AS SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL;

-- The caps are exact over any 60 minutes, at the cost of one index look-up however high they
-- are. Counted messages are numbered, and message n is within a cap of L if message n - L is
-- more than an hour old. A message over the cap of its sender takes no number, so the numbers
-- have no gaps. One over the cap of all keeps the number of its sender, which errs on the strict
-- side. Edits and deletions are not counted: they must reach the card that they change.
--
-- The entry is that of the number, if it is listed. If not, it is the one that the BSUID is an alias
-- of, then that of the BSUID, then that of the parent BSUID. A reply goes to the address that the
-- entry was found by. Where number and BSUID are both listed, the messages go to the sender of the
-- number, or to the sender of the BSUID for as long as that one alone has a card open or messages
-- waiting. An edit or a deletion goes where its message is.
--
-- The limits keep the planner from writing the inner queries out into each use of them. A message
-- of a stranger that came before is found in the ledger: nothing else is kept of it.
--
-- The statements about addresses read the row of the ledger that the one before them wrote: whether
-- the message is new and its sender listed. In their order:
-- 1. A customer moved: the new address waits to be listed, unless it is. Of two notices one brings
--    the number, the other the BSUID beside it.
-- 2. What the new address writes is counted. A notice of its own says where it went.
-- 3. A customer who writes from there and is listed has moved with the word of an admin.
-- 4. A BSUID beside a listed number that is listed for somebody else stays theirs.
-- 5. Any other is an alias, unless it is linked elsewhere. The ledger says so.
-- A message that came before its entry was put, or put for somebody else, links nothing: it may be
-- by whoever had the number then.
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
    NEW.kind <> 'reaction', NEW.wamid,
    iif(f.address IN (NEW.phone, NEW.twin), NEW.phone, iif(f.address = NEW.parent, NEW.parent, NEW.bsuid)),
    NEW.text, NEW.order_lines, f.customer_id
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
        SELECT e.address, e.sender_id, e.customer_id, NEW.kind NOT IN ('reaction', 'edit', 'revoke') AS counts,
          COALESCE((
            SELECT m.sender_slot FROM inbound_message m
            WHERE m.sender_id = e.sender_id AND m.sender_slot IS NOT NULL
            ORDER BY m.sender_slot DESC LIMIT 1), 0) AS taken,
          COALESCE((
            SELECT m.hourly_slot FROM inbound_message m WHERE m.hourly_slot IS NOT NULL
            ORDER BY m.hourly_slot DESC LIMIT 1), 0) AS taken_overall
        FROM (
          SELECT w.address, COALESCE(t.customer_id, w.customer_id) AS customer_id, COALESCE(t.sender_id, (
              SELECT b.sender_id FROM allowlist b
              WHERE b.address IN (SELECT a.address FROM alias a WHERE a.entry = w.address UNION ALL SELECT NEW.bsuid)
                AND b.customer_id = w.customer_id
                AND (EXISTS (SELECT 1 FROM inbound_message m WHERE m.sender_id = b.sender_id AND m.waiting = 1)
                  OR EXISTS (SELECT 1 FROM review_queue q WHERE q.sender_id = b.sender_id AND q.state = 'pending'))
                AND NOT EXISTS (SELECT 1 FROM inbound_message m WHERE m.sender_id = w.sender_id AND m.waiting = 1)
                AND NOT EXISTS (SELECT 1 FROM review_queue q WHERE q.sender_id = w.sender_id AND q.state = 'pending')
              LIMIT 1), w.sender_id) AS sender_id
          FROM allowlist w
          LEFT JOIN inbound_message t ON NEW.kind IN ('edit', 'revoke')
            AND t.message_ref IN (NEW.target_ref, NEW.target_prev)
            AND t.sender_id IN (
              SELECT s.other_id FROM same_sender s WHERE s.sender_id = w.sender_id
              UNION ALL SELECT b.sender_id FROM allowlist b WHERE b.address = NEW.bsuid)
            AND (t.waiting = 1 OR EXISTS (SELECT 1 FROM review_queue q WHERE q.id = t.review_id AND q.state = 'pending'))
          WHERE w.address = COALESCE(
              (SELECT address FROM allowlist WHERE address = NEW.phone),
              (SELECT address FROM allowlist WHERE address = NEW.twin),
              (SELECT entry FROM alias WHERE address = NEW.bsuid),
              (SELECT address FROM allowlist WHERE address = NEW.bsuid),
              (SELECT address FROM allowlist WHERE address = NEW.parent))
            AND NOT EXISTS (SELECT 1 FROM inbound_message m WHERE m.message_ref IN (NEW.ref, NEW.prev))
          LIMIT 1) e
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
  INSERT INTO address_change (entry, address, beside, noticed_at)
  SELECT w.address, NEW.moved_to, NEW.moved_beside, NEW.at
  FROM run_ledger l, allowlist w
  WHERE l.id = last_insert_rowid() AND l.outcome IN ('admitted', 'over_limit') AND NEW.moved_to IS NOT NULL
    AND w.address = COALESCE(
      (SELECT address FROM allowlist WHERE address = NEW.phone),
      (SELECT address FROM allowlist WHERE address = NEW.twin),
      (SELECT entry FROM alias WHERE address = NEW.bsuid),
      (SELECT address FROM allowlist WHERE address = NEW.bsuid))
    AND NOT EXISTS (
      SELECT 1 FROM allowlist n WHERE n.address IN (NEW.moved_to, NEW.moved_twin) AND n.customer_id = w.customer_id)
    AND NOT EXISTS (SELECT 1 FROM alias n WHERE n.address = NEW.moved_to AND n.entry = w.address)
  ON CONFLICT (entry) DO UPDATE SET
    address = iif(excluded.address LIKE '%.%' AND address NOT LIKE '%.%', address, excluded.address),
    beside = iif(excluded.address LIKE '%.%' AND address NOT LIKE '%.%', excluded.address, excluded.beside),
    noticed_at = excluded.noticed_at;
  UPDATE address_change SET messages = messages + (NEW.moved_to IS NULL),
    last_message_at = iif(NEW.moved_to IS NULL, NEW.at, last_message_at),
    address = COALESCE(NEW.moved_to, address), beside = iif(NEW.moved_to IS NULL, beside, NEW.moved_beside)
  WHERE (address IN (NEW.phone, NEW.twin, NEW.bsuid) OR beside = NEW.bsuid)
    AND (SELECT l.outcome FROM run_ledger l WHERE l.id = last_insert_rowid()) = 'not_allowlisted';
  DELETE FROM address_change
  WHERE NEW.moved_to IS NULL AND (address IN (NEW.phone, NEW.twin, NEW.bsuid) OR beside = NEW.bsuid)
    AND (SELECT w.customer_id FROM allowlist w WHERE w.address = address_change.entry) = (
      SELECT m.customer_id FROM run_ledger l JOIN inbound_message m ON m.message_ref = l.message_ref
      WHERE l.id = last_insert_rowid() AND l.outcome IN ('admitted', 'over_limit', 'noted'));
  INSERT INTO listed_twice (number, bsuid)
  SELECT w.address, b.address
  FROM run_ledger l, allowlist w, allowlist b
  WHERE l.id = last_insert_rowid() AND l.outcome IN ('admitted', 'over_limit', 'noted')
    AND NEW.freshness = 'fresh' AND NEW.moved_to IS NULL AND w.added_at <= NEW.at
    AND w.address = COALESCE(
      (SELECT address FROM allowlist WHERE address = NEW.phone),
      (SELECT address FROM allowlist WHERE address = NEW.twin))
    AND b.address = NEW.bsuid AND b.customer_id <> w.customer_id
  ON CONFLICT DO NOTHING;
  INSERT INTO alias (address, entry, source, message_ref, linked_at)
  SELECT NEW.bsuid, w.address, 'message', NEW.ref, NEW.at
  FROM run_ledger l, allowlist w
  WHERE l.id = last_insert_rowid() AND l.outcome IN ('admitted', 'over_limit', 'noted')
    AND NEW.bsuid IS NOT NULL AND NEW.freshness = 'fresh' AND NEW.moved_to IS NULL AND w.added_at <= NEW.at
    AND w.address = COALESCE(
      (SELECT address FROM allowlist WHERE address = NEW.phone),
      (SELECT address FROM allowlist WHERE address = NEW.twin))
    AND NOT EXISTS (SELECT 1 FROM alias a WHERE a.address = NEW.bsuid)
    AND NOT EXISTS (SELECT 1 FROM allowlist b WHERE b.address = NEW.bsuid AND b.customer_id <> w.customer_id);
  INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref)
  SELECT NEW.at, NEW.invocation, 'allowlist', 'alias_added', NEW.ref, NEW.sender WHERE changes() = 1;
END;
