-- What a message holds besides its words, and what the business answers from its own phone.

-- What was attached, as JSON (src/messages/content.rs): a picture, a voice note, a document.
ALTER TABLE inbound_message ADD COLUMN media TEXT;
-- What else a person has to see, as JSON (src/messages/content.rs).
ALTER TABLE inbound_message ADD COLUMN details TEXT;
-- The message that this one quotes: its reference, which finds one that the customer wrote, the
-- send, if it was one of ours to them, and who wrote it, where Meta says so.
ALTER TABLE inbound_message ADD COLUMN quoted_ref TEXT;
ALTER TABLE inbound_message ADD COLUMN quoted_attempt TEXT;
ALTER TABLE inbound_message ADD COLUMN quoted_by TEXT CHECK (quoted_by IN ('customer', 'business'));
ALTER TABLE inbound_message ADD COLUMN forwarded INTEGER NOT NULL DEFAULT 0;
-- 1: WhatsApp itself says something of the customer. Nobody wrote it.
ALTER TABLE inbound_message ADD COLUMN notice INTEGER NOT NULL DEFAULT 0;
-- What an earlier message became: its edits and its deletion.
CREATE INDEX inbound_target ON inbound_message (target_ref) WHERE target_ref IS NOT NULL;

-- When the business last answered from its own phone: this address, and what is on this card.
ALTER TABLE allowlist ADD COLUMN phone_answered_at TEXT;
ALTER TABLE review_queue ADD COLUMN answered_elsewhere_at TEXT;

-- A message asks to be admitted as before. What it holds besides its words comes as one JSON
-- value, said (src/webhook/admission.rs). The rest of the trigger is that of 0002.
DROP TRIGGER admit;
DROP VIEW admission;

-- A message that asks to be admitted, with the terms of its POST. Its sender is known by up to
-- three addresses. moved_to is the one that Meta says they have from now on. The version before
-- brings reply_to, which is not read any more.
CREATE VIEW admission (ref, prev, sender, phone, twin, bsuid, parent, moved_to, moved_twin, moved_beside,
  kind, kind_name, freshness, in_group, stamped_at, window_closes_at, target_ref, target_prev, wamid, reply_to,
  text, order_lines, invocation, at, since, sender_hourly, hourly, said)
AS SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL;

-- The caps are exact over any 60 minutes, at the cost of one index look-up however high they
-- are. Counted messages are numbered, and message n is within a cap of L if message n - L is
-- more than an hour old. A message over the cap of its sender takes no number, so the numbers
-- have no gaps. One over the cap of all keeps the number of its sender, which errs on the strict
-- side. Edits, deletions and notices are not counted: they must reach the card that they change.
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
    reply_to, text, order_lines, customer_id,
    media, details, quoted_ref, quoted_attempt, quoted_by, forwarded, notice)
  SELECT NEW.ref, NEW.invocation, f.sender_id,
    iif(NEW.kind = 'reaction', 'noted', iif(f.counts AND f.hourly_slot IS NULL, 'over_limit', 'admitted')),
    f.sender_slot, f.hourly_slot, NEW.kind, NEW.kind_name, NEW.freshness, NEW.in_group, NEW.stamped_at, NEW.at,
    NEW.window_closes_at,
    COALESCE((SELECT m.message_ref FROM inbound_message m WHERE m.message_ref = NEW.target_prev), NEW.target_ref),
    NEW.kind <> 'reaction', NEW.wamid,
    iif(f.address IN (NEW.phone, NEW.twin), NEW.phone, iif(f.address = NEW.parent, NEW.parent, NEW.bsuid)),
    NEW.text, NEW.order_lines, f.customer_id,
    NEW.said ->> '$.media', NEW.said ->> '$.details',
    COALESCE(
      (SELECT m.message_ref FROM inbound_message m WHERE m.message_ref = NEW.said ->> '$.quoted.prev'),
      NEW.said ->> '$.quoted.ref'),
    (SELECT a.id FROM send_attempt a JOIN review_queue r ON r.id = a.review_id
     WHERE a.wamid = NEW.said ->> '$.quoted.wamid' AND r.customer_id = f.customer_id),
    NEW.said ->> '$.quoted.by',
    COALESCE(NEW.said ->> '$.forwarded', 0), COALESCE(NEW.said ->> '$.notice', 0)
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
        SELECT e.address, e.sender_id, e.customer_id,
          NEW.kind NOT IN ('reaction', 'edit', 'revoke') AND COALESCE(NEW.said ->> '$.notice', 0) = 0 AS counts,
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

-- A message that the business sent from its own phone (Meta, smb_message_echoes), by whom it went
-- to. Of an address that is not listed the ledger keeps keyed hashes alone.
CREATE VIEW business_echo (ref, recipient, phone, twin, bsuid, wamid, stamped_at, invocation, at)
AS SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL;

CREATE TRIGGER hear_echo INSTEAD OF INSERT ON business_echo
BEGIN
  INSERT INTO phone_answer (sender_id, customer_id, wamid, stamped_at, invocation, at)
  SELECT s.sender_id, w.customer_id, NEW.wamid, NEW.stamped_at, NEW.invocation, NEW.at
  FROM allowlist w, (
    SELECT sender_id AS entry, sender_id FROM allowlist UNION ALL SELECT sender_id, other_id FROM same_sender) s
  WHERE s.entry = w.sender_id AND w.address = COALESCE(
      (SELECT address FROM allowlist WHERE address = NEW.phone),
      (SELECT address FROM allowlist WHERE address = NEW.twin),
      (SELECT entry FROM alias WHERE address = NEW.bsuid),
      (SELECT address FROM allowlist WHERE address = NEW.bsuid))
    AND NOT EXISTS (SELECT 1 FROM run_ledger l WHERE l.message_ref = NEW.ref AND l.step = 'echo');
  INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref)
  SELECT NEW.at, NEW.invocation, 'echo', iif(EXISTS (
      SELECT 1 FROM run_ledger l WHERE l.message_ref = NEW.ref AND l.step = 'echo'
    ), 'duplicate', iif(EXISTS (
      SELECT 1 FROM allowlist WHERE address IN (NEW.phone, NEW.twin, NEW.bsuid)
    ) OR EXISTS (SELECT 1 FROM alias WHERE address = NEW.bsuid), 'heard', 'not_allowlisted')), NEW.ref, NEW.recipient;
END;

-- An answer from the phone to a listed sender. What was on a card by then was answered: a card
-- that may be pressed moves to its next version, so that nobody answers a second time without
-- knowing. One whose send is under way or unknown may have to be pressed again later. The same echo
-- again moves nothing. What the Worker itself sent is no answer from the phone.
CREATE VIEW phone_answer (sender_id, customer_id, wamid, stamped_at, invocation, at)
AS SELECT NULL, NULL, NULL, NULL, NULL, NULL;

CREATE TRIGGER answer_elsewhere INSTEAD OF INSERT ON phone_answer
WHEN NOT EXISTS (SELECT 1 FROM send_attempt a WHERE a.wamid = NEW.wamid)
BEGIN
  UPDATE allowlist SET phone_answered_at = NEW.stamped_at
  WHERE sender_id = NEW.sender_id AND COALESCE(phone_answered_at, '') < NEW.stamped_at;
  INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, reason)
  SELECT NEW.at, NEW.invocation, 'queue', 'new_version', r.id, r.version + 1, 'answered_elsewhere'
  FROM review_queue r
  WHERE r.sender_id = NEW.sender_id AND r.customer_id = NEW.customer_id
    AND (r.state = 'pending' OR r.state = 'failed' AND r.may_retry = 1)
    AND r.received_at <= NEW.stamped_at AND COALESCE(r.answered_elsewhere_at, '') < NEW.stamped_at;
  UPDATE review_queue SET version = version + (state = 'pending' OR state = 'failed' AND may_retry = 1),
    answered_elsewhere_at = NEW.stamped_at
  WHERE sender_id = NEW.sender_id AND customer_id = NEW.customer_id
    AND state IN ('pending', 'sending', 'failed', 'unknown')
    AND received_at <= NEW.stamped_at AND COALESCE(answered_elsewhere_at, '') < NEW.stamped_at;
END;

-- An address that passes to another customer was not answered on their behalf.
CREATE TRIGGER passed_on AFTER UPDATE OF customer_id ON allowlist
WHEN NEW.customer_id <> OLD.customer_id
BEGIN
  UPDATE allowlist SET phone_answered_at = NULL WHERE address = NEW.address;
END;
