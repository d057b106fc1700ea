-- The admission of a message looks at what is rarely needed only where it is. It decides as before, but that
-- of several senders with something open the one of the BSUID on the message comes first.
DROP TRIGGER admit;

-- Senders of whom something is open: messages that wait for a card, or a card that waits for a person.
CREATE VIEW busy_sender (sender_id)
AS SELECT sender_id FROM inbound_message WHERE waiting = 1
UNION ALL SELECT sender_id FROM review_queue WHERE state = 'pending';

-- What a message that was no duplicate says of the addresses of its sender, and what became of it.
CREATE VIEW address_seen (outcome, ref, sender, phone, twin, bsuid, moved_to, moved_twin, moved_beside, freshness,
  invocation, at)
AS SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL;

-- As before (0003): the caps, the entry, the sender. The addresses are looked after by the next trigger, and
-- only where there may be something to do: somebody moved, or the BSUID is not known, or is listed itself.
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
          SELECT w.address, COALESCE(t.customer_id, w.customer_id) AS customer_id, COALESCE(t.sender_id, iif(
              EXISTS (SELECT 1 FROM busy_sender b WHERE b.sender_id = w.sender_id), NULL, COALESCE(
                (SELECT b.sender_id FROM allowlist b
                 WHERE b.address = NEW.bsuid AND b.customer_id = w.customer_id
                   AND EXISTS (SELECT 1 FROM busy_sender s WHERE s.sender_id = b.sender_id)),
                (SELECT b.sender_id FROM alias a JOIN allowlist b ON b.address = a.address
                 WHERE a.entry = w.address AND b.customer_id = w.customer_id
                   AND EXISTS (SELECT 1 FROM busy_sender s WHERE s.sender_id = b.sender_id)
                 ORDER BY a.address LIMIT 1))),
            w.sender_id) AS sender_id
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
            AND NOT EXISTS (SELECT 1 FROM inbound_message m WHERE m.message_ref = NEW.ref)
            AND NOT EXISTS (SELECT 1 FROM inbound_message m WHERE m.message_ref = NEW.prev)
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
  INSERT INTO address_seen (outcome, ref, sender, phone, twin, bsuid, moved_to, moved_twin, moved_beside, freshness,
    invocation, at)
  SELECT l.outcome, NEW.ref, NEW.sender, NEW.phone, NEW.twin, NEW.bsuid, NEW.moved_to, NEW.moved_twin,
    NEW.moved_beside, NEW.freshness, NEW.invocation, NEW.at
  FROM run_ledger l
  WHERE l.id = last_insert_rowid() AND l.outcome <> 'duplicate'
    AND (NEW.moved_to IS NOT NULL OR EXISTS (SELECT 1 FROM address_change)
      OR (NEW.bsuid IS NOT NULL AND (
        NOT EXISTS (SELECT 1 FROM alias a WHERE a.address = NEW.bsuid)
        OR EXISTS (SELECT 1 FROM allowlist b WHERE b.address = NEW.bsuid))));
END;

-- In this order:
-- 1. A customer moved: the new address waits to be listed, unless it is. Of two notices one brings
--    the number, the other the BSUID beside it.
-- 2. What the new address writes is counted. A notice of its own says where it went.
-- 3. A customer who writes from there and is listed has moved with the word of an admin.
-- 4. A BSUID beside a listed number that is listed for somebody else stays theirs.
-- 5. Any other is an alias, unless it is linked elsewhere. The ledger says so.
-- A message that came before its entry was put, or put for somebody else, links nothing: it may be
-- by whoever had the number then.
CREATE TRIGGER learn_addresses INSTEAD OF INSERT ON address_seen
BEGIN
  INSERT INTO address_change (entry, address, beside, noticed_at)
  SELECT w.address, NEW.moved_to, NEW.moved_beside, NEW.at
  FROM allowlist w
  WHERE NEW.outcome IN ('admitted', 'over_limit') AND NEW.moved_to IS NOT NULL
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
    AND NEW.outcome = 'not_allowlisted';
  DELETE FROM address_change
  WHERE NEW.outcome IN ('admitted', 'over_limit', 'noted') AND NEW.moved_to IS NULL
    AND (address IN (NEW.phone, NEW.twin, NEW.bsuid) OR beside = NEW.bsuid)
    AND (SELECT w.customer_id FROM allowlist w WHERE w.address = address_change.entry) = (
      SELECT m.customer_id FROM inbound_message m WHERE m.message_ref = NEW.ref);
  INSERT INTO listed_twice (number, bsuid)
  SELECT w.address, b.address
  FROM allowlist w, allowlist b
  WHERE NEW.outcome IN ('admitted', 'over_limit', 'noted')
    AND NEW.freshness = 'fresh' AND NEW.moved_to IS NULL AND w.added_at <= NEW.at
    AND w.address = COALESCE(
      (SELECT address FROM allowlist WHERE address = NEW.phone),
      (SELECT address FROM allowlist WHERE address = NEW.twin))
    AND b.address = NEW.bsuid AND b.customer_id <> w.customer_id
  ON CONFLICT DO NOTHING;
  INSERT INTO alias (address, entry, source, message_ref, linked_at)
  SELECT NEW.bsuid, w.address, 'message', NEW.ref, NEW.at
  FROM allowlist w
  WHERE NEW.outcome IN ('admitted', 'over_limit', 'noted')
    AND NEW.bsuid IS NOT NULL AND NEW.freshness = 'fresh' AND NEW.moved_to IS NULL AND w.added_at <= NEW.at
    AND w.address = COALESCE(
      (SELECT address FROM allowlist WHERE address = NEW.phone),
      (SELECT address FROM allowlist WHERE address = NEW.twin))
    AND NOT EXISTS (SELECT 1 FROM alias a WHERE a.address = NEW.bsuid)
    AND NOT EXISTS (SELECT 1 FROM allowlist b WHERE b.address = NEW.bsuid AND b.customer_id <> w.customer_id);
  INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref)
  SELECT NEW.at, NEW.invocation, 'allowlist', 'alias_added', NEW.ref, NEW.sender WHERE changes() = 1;
END;
