-- What Meta posts is written row by row: one statement inserts a POST's messages, or its
-- statuses, into a view, and the view's trigger does what each of them asks for. So each sees
-- what those before it did, and a POST costs one statement (docs/decisions.md, 30).

-- A message that asks to be admitted, with the terms of its POST.
CREATE VIEW admission (ref, prev, sender, phone, twin, bsuid, kind, kind_name, freshness, in_group,
  stamped_at, window_closes_at, target_ref, target_prev, wamid, reply_to, text, order_lines,
  invocation, at, since, sender_hourly, hourly)
AS SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  NULL, NULL, NULL, NULL, NULL, NULL;

-- The caps are exact over any 60 minutes, at the cost of one index look-up however high they
-- are: counted messages are numbered, and message n is within a cap of L if message n - L is
-- more than an hour old. A message over its sender's cap takes no number, so the numbers have
-- no gaps; one over the cap of all keeps its sender's number, which errs on the strict side.
-- Edits and deletions are not counted: they must reach the card that they change.
--
-- The limits keep the planner from writing the inner queries out into each use of them.
-- A stranger's message that came before is found in the ledger: nothing else is kept of it.
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
    NEW.kind <> 'reaction', NEW.wamid, NEW.reply_to, NEW.text, NEW.order_lines, f.customer_id
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
        SELECT w.sender_id, w.customer_id, NEW.kind NOT IN ('reaction', 'edit', 'revoke') AS counts,
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

-- What Meta says of a message; `attempt`: the send that it is about, if it was one of ours when
-- the POST came. A status before it in the same POST may have brought the wamid.
CREATE VIEW delivery_status (attempt, wamid, word, rank, error, may_retry, invocation, at)
AS SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL;

-- A delivery only rises: 1 sent, 2 failed, 3 delivered, 4 read. It settles what nobody knew and
-- disproves a failure; a failure stands until it is disproved. What is settled is written into the
-- ledger before the card is, which makes the condition false.
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
