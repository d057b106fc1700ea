-- A status that Meta repeats is one row of the ledger, and one call to the CRM. Edits and
-- deletions are found by their time: they count where they would cause a model call.

CREATE INDEX inbound_change ON inbound_message (admitted_at, sender_id) WHERE kind IN ('edit', 'revoke');

DROP TRIGGER fold_status;

-- A delivery only rises: 1 sent, 2 failed, 3 delivered, 4 read. It settles what nobody knew and
-- disproves a failure, and a failure stands until it is disproved. What is settled is written
-- into the ledger before the card is, which makes the condition false. What the ledger has of
-- this send already is not written again.
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
  SELECT NEW.at, NEW.invocation, 'status', NEW.word,
    (SELECT review_id FROM send_attempt
     WHERE id = COALESCE(NEW.attempt, (SELECT id FROM send_attempt WHERE wamid = NEW.wamid))),
    iif(COALESCE(NEW.attempt, (SELECT id FROM send_attempt WHERE wamid = NEW.wamid)) IS NULL, 'not_ours', NEW.error)
  WHERE NOT EXISTS (
    SELECT 1 FROM send_attempt a JOIN run_ledger l ON l.review_id = a.review_id
    WHERE a.id = COALESCE(NEW.attempt, (SELECT id FROM send_attempt WHERE wamid = NEW.wamid))
      AND l.step = 'status' AND l.outcome = NEW.word AND l.reason IS CAST(NEW.error AS TEXT)
      AND l.at >= a.started_at);
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
