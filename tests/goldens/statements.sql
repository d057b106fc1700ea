-- account_notice_over
DELETE FROM account_notice WHERE field = ?1;
--   SEARCH account_notice USING PRIMARY KEY (field=?)

-- account_notices
SELECT field, event, at FROM account_notice ORDER BY field;
--   SCAN account_notice

-- add_device
INSERT INTO device (id, reviewer_id, name, endpoint, p256dh, auth, added_at)
SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
WHERE EXISTS (SELECT 1 FROM device WHERE endpoint = ?4) OR (SELECT count(*) FROM device WHERE reviewer_id = ?2) < 20
ON CONFLICT (endpoint) WHERE endpoint IS NOT NULL
DO UPDATE SET name = excluded.name, p256dh = excluded.p256dh, auth = excluded.auth
RETURNING id, name, added_at, told_at, told_outcome, 1 AS works;
--   SCAN CONSTANT ROW
--   SCALAR SUBQUERY 1
--   SEARCH device USING COVERING INDEX device_endpoint (endpoint=?)
--   SCALAR SUBQUERY 2
--   SEARCH device USING COVERING INDEX device_of_reviewer (reviewer_id=?)

-- add_note
INSERT INTO note (review_id, reviewer_id, at, text) SELECT r.id, ?3, ?2, ?4 FROM review_queue r WHERE r.id = ?1 AND r.erased_at IS NULL
  AND (SELECT count(*) FROM note n WHERE n.review_id = r.id) < 50
  AND NOT EXISTS (SELECT 1 FROM note n WHERE n.review_id = r.id AND n.reviewer_id = ?3 AND n.text = ?4);
--   SEARCH r USING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH n USING COVERING INDEX note_of_review (review_id=?)
--   CORRELATED SCALAR SUBQUERY 2
--   SEARCH n USING INDEX note_of_review (review_id=?)

-- add_reviewer
INSERT INTO reviewer (id, name, role, assistant, token_sha256, email, language, created_at)
SELECT ?1, ?2, iif(?3 = 'assistant', 'auditor', ?3), ?3 = 'assistant', ?4, ?5, ?6, ?7
WHERE NOT EXISTS (SELECT 1 FROM reviewer WHERE id = ?1)
  AND (?5 IS NULL OR NOT EXISTS (SELECT 1 FROM reviewer WHERE email = ?5))
RETURNING id;
--   SCAN CONSTANT ROW
--   SCALAR SUBQUERY 1
--   SEARCH reviewer USING COVERING INDEX sqlite_autoindex_reviewer_1 (id=?)
--   SCALAR SUBQUERY 2
--   SEARCH reviewer USING COVERING INDEX reviewer_email (email=?)
--   SEARCH sign_in_link USING INDEX sign_in_link_of_reviewer (reviewer_id=?)
--   SEARCH quiet_hours USING PRIMARY KEY (reviewer_id=?)
--   SEARCH device USING INDEX device_of_reviewer (reviewer_id=?)
--   SCAN session

-- admit
INSERT INTO admission (ref, prev, sender, phone, twin, bsuid, parent, moved_to, moved_twin, moved_beside,
  kind, kind_name, freshness, in_group, stamped_at,
  window_closes_at, target_ref, target_prev, wamid, text, order_lines, invocation, at, since, sender_hourly, hourly, said)
SELECT i.value ->> 'ref', i.value ->> 'prev', i.value ->> 'sender', i.value ->> 'phone', i.value ->> 'twin',
  i.value ->> 'bsuid', i.value ->> 'parent', i.value ->> 'moved_to', i.value ->> 'moved_twin', i.value ->> 'moved_beside',
  i.value ->> 'kind', i.value ->> 'kind_name', i.value ->> 'freshness', i.value ->> 'in_group',
  i.value ->> 'stamped_at', i.value ->> 'window_closes_at', i.value ->> 'target_ref', i.value ->> 'target_prev',
  i.value ->> 'wamid', i.value ->> 'text', i.value ->> 'order_lines',
  ?1 ->> 'invocation', ?1 ->> 'at', ?1 ->> 'since', ?1 ->> 'sender_hourly', ?1 ->> 'hourly', i.value -> 'said'
FROM json_each(?1, '$.list') AS i
RETURNING (
  SELECT m.sender_id FROM inbound_message m
  WHERE m.message_ref = ref AND m.waiting = 1 AND NOT EXISTS (
    SELECT 1 FROM inbound_message w
    WHERE w.sender_id = m.sender_id AND w.waiting = 1 AND w.admitted_at > ?1 ->> 'trusted_since'
      AND w.invocation <> ?1 ->> 'invocation')) AS to_arm;
--   SCAN i VIRTUAL TABLE INDEX 3:
--   CORRELATED SCALAR SUBQUERY 3
--   SEARCH m USING INDEX sqlite_autoindex_inbound_message_1 (message_ref=?)
--   CORRELATED SCALAR SUBQUERY 2
--   SEARCH w USING INDEX inbound_waiting (sender_id=? AND admitted_at>?)

-- admit 1
INSERT INTO inbound_message (message_ref, invocation, sender_id, outcome, sender_slot, hourly_slot, kind,
    kind_name, freshness, in_group, stamped_at, admitted_at, window_closes_at, target_ref, waiting, wamid,
    reply_to, text, order_lines, customer_id,
    media, details, quoted_ref, quoted_attempt, quoted_by, forwarded, notice)
  SELECT ?, ?, f.sender_id,
    iif(? = 'reaction', 'noted', iif(f.counts AND f.hourly_slot IS NULL, 'over_limit', 'admitted')),
    f.sender_slot, f.hourly_slot, ?, ?, ?, ?, ?, ?,
    ?,
    COALESCE((SELECT m.message_ref FROM inbound_message m WHERE m.message_ref = ?), ?),
    ? <> 'reaction', ?,
    iif(f.address IN (?, ?), ?, iif(f.address = ?, ?, ?)),
    ?, ?, f.customer_id,
    ? ->> '$.media', ? ->> '$.details',
    COALESCE(
      (SELECT m.message_ref FROM inbound_message m WHERE m.message_ref = ? ->> '$.quoted.prev'),
      ? ->> '$.quoted.ref'),
    (SELECT a.id FROM send_attempt a JOIN review_queue r ON r.id = a.review_id
     WHERE a.wamid = ? ->> '$.quoted.wamid' AND r.customer_id = f.customer_id),
    ? ->> '$.quoted.by',
    COALESCE(? ->> '$.forwarded', 0), COALESCE(? ->> '$.notice', 0)
  FROM (
    SELECT s.*, iif(s.sender_slot IS NOT NULL AND ? >= 1 AND NOT EXISTS (
        SELECT 1 FROM inbound_message m
        WHERE m.hourly_slot = s.taken_overall + 1 - ? AND m.admitted_at > ?
      ), s.taken_overall + 1, NULL) AS hourly_slot
    FROM (
      SELECT k.*, iif(k.counts AND ? >= 1 AND NOT EXISTS (
          SELECT 1 FROM inbound_message m
          WHERE m.sender_id = k.sender_id AND m.sender_slot = k.taken + 1 - ?
            AND m.admitted_at > ?
        ), k.taken + 1, NULL) AS sender_slot
      FROM (
        SELECT e.address, e.sender_id, e.customer_id,
          ? NOT IN ('reaction', 'edit', 'revoke') AND COALESCE(? ->> '$.notice', 0) = 0 AS counts,
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
                 WHERE b.address = ? AND b.customer_id = w.customer_id
                   AND EXISTS (SELECT 1 FROM busy_sender s WHERE s.sender_id = b.sender_id)),
                (SELECT b.sender_id FROM alias a JOIN allowlist b ON b.address = a.address
                 WHERE a.entry = w.address AND b.customer_id = w.customer_id
                   AND EXISTS (SELECT 1 FROM busy_sender s WHERE s.sender_id = b.sender_id)
                 ORDER BY a.address LIMIT 1))),
            w.sender_id) AS sender_id
          FROM allowlist w
          LEFT JOIN inbound_message t ON ? IN ('edit', 'revoke')
            AND t.message_ref IN (?, ?)
            AND t.sender_id IN (
              SELECT s.other_id FROM same_sender s WHERE s.sender_id = w.sender_id
              UNION ALL SELECT b.sender_id FROM allowlist b WHERE b.address = ?)
            AND (t.waiting = 1 OR EXISTS (SELECT 1 FROM review_queue q WHERE q.id = t.review_id AND q.state = 'pending'))
          WHERE w.address = COALESCE(
              (SELECT address FROM allowlist WHERE address = ?),
              (SELECT address FROM allowlist WHERE address = ?),
              (SELECT entry FROM alias WHERE address = ?),
              (SELECT address FROM allowlist WHERE address = ?),
              (SELECT address FROM allowlist WHERE address = ?))
            AND NOT EXISTS (SELECT 1 FROM inbound_message m WHERE m.message_ref = ?)
            AND NOT EXISTS (SELECT 1 FROM inbound_message m WHERE m.message_ref = ?)
          LIMIT 1) e
        LIMIT 1) k
      LIMIT 1) s
    LIMIT 1) f;
--   CO-ROUTINE s
--   CO-ROUTINE k
--   CO-ROUTINE e
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 16
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 17
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 18
--   SEARCH alias USING PRIMARY KEY (address=?)
--   SCALAR SUBQUERY 19
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 20
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 21
--   SEARCH m USING COVERING INDEX sqlite_autoindex_inbound_message_1 (message_ref=?)
--   SCALAR SUBQUERY 22
--   SEARCH m USING COVERING INDEX sqlite_autoindex_inbound_message_1 (message_ref=?)
--   SEARCH t USING INDEX sqlite_autoindex_inbound_message_1 (message_ref=?) LEFT-JOIN
--   CORRELATED LIST SUBQUERY 14
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH a USING COVERING INDEX alias_of_entry (entry=?)
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   UNION ALL
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH a USING PRIMARY KEY (address=?)
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   UNION ALL
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH t USING PRIMARY KEY (number=?)
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   UNION ALL
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH t USING COVERING INDEX listed_twice_bsuid (bsuid=?)
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   UNION ALL
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   CORRELATED SCALAR SUBQUERY 15
--   SEARCH q USING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 8
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   SEARCH inbound_message USING COVERING INDEX inbound_waiting (sender_id=?)
--   UNION ALL
--   SEARCH review_queue USING COVERING INDEX review_one_open (sender_id=?)
--   CORRELATED SCALAR SUBQUERY 10
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   CORRELATED SCALAR SUBQUERY 9
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   SEARCH inbound_message USING COVERING INDEX inbound_waiting (sender_id=?)
--   UNION ALL
--   SEARCH review_queue USING COVERING INDEX review_one_open (sender_id=?)
--   CORRELATED SCALAR SUBQUERY 12
--   SEARCH a USING COVERING INDEX alias_of_entry (entry=?)
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   CORRELATED SCALAR SUBQUERY 11
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   SEARCH inbound_message USING COVERING INDEX inbound_waiting (sender_id=?)
--   UNION ALL
--   SEARCH review_queue USING COVERING INDEX review_one_open (sender_id=?)
--   SCAN e
--   CORRELATED SCALAR SUBQUERY 6
--   SEARCH m USING COVERING INDEX inbound_sender_slot (sender_id=? AND sender_slot>?)
--   SCALAR SUBQUERY 7
--   SEARCH m USING COVERING INDEX inbound_hourly_slot (hourly_slot>?)
--   SCAN k
--   CORRELATED SCALAR SUBQUERY 5
--   SEARCH m USING INDEX inbound_sender_slot (sender_id=? AND sender_slot=?)
--   SCAN s
--   CORRELATED SCALAR SUBQUERY 4
--   SEARCH m USING INDEX inbound_hourly_slot (hourly_slot=?)
--   CORRELATED SCALAR SUBQUERY 4
--   SEARCH m USING INDEX inbound_hourly_slot (hourly_slot=?)
--   SCALAR SUBQUERY 1
--   SEARCH m USING COVERING INDEX sqlite_autoindex_inbound_message_1 (message_ref=?)
--   SCALAR SUBQUERY 2
--   SEARCH m USING COVERING INDEX sqlite_autoindex_inbound_message_1 (message_ref=?)
--   CORRELATED SCALAR SUBQUERY 3
--   SEARCH a USING INDEX send_attempt_wamid (wamid=?)
--   SEARCH r USING INDEX sqlite_autoindex_review_queue_1 (id=?)

-- admit 2
INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref)
  SELECT ?, ?, 'admit',
    iif(changes() = 1, (SELECT m.outcome FROM inbound_message m WHERE m.id = last_insert_rowid()), iif(
      EXISTS (SELECT 1 FROM inbound_message m WHERE m.message_ref IN (?, ?))
        OR EXISTS (SELECT 1 FROM run_ledger l WHERE l.message_ref IN (?, ?) AND l.step = 'admit'),
      'duplicate', 'not_allowlisted')),
    ?, ?;
--   SCAN CONSTANT ROW
--   SCALAR SUBQUERY 1
--   SEARCH m USING INTEGER PRIMARY KEY (rowid=?)
--   SCALAR SUBQUERY 2
--   SEARCH m USING COVERING INDEX sqlite_autoindex_inbound_message_1 (message_ref=?)
--   SCALAR SUBQUERY 3
--   SEARCH l USING INDEX run_ledger_message (message_ref=?)

-- admit 3
INSERT INTO address_seen (outcome, ref, sender, phone, twin, bsuid, moved_to, moved_twin, moved_beside, freshness,
    invocation, at)
  SELECT l.outcome, ?, ?, ?, ?, ?, ?, ?,
    ?, ?, ?, ?
  FROM run_ledger l
  WHERE l.id = last_insert_rowid() AND l.outcome <> 'duplicate'
    AND (? IS NOT NULL OR EXISTS (SELECT 1 FROM address_change)
      OR (? IS NOT NULL AND (
        NOT EXISTS (SELECT 1 FROM alias a WHERE a.address = ?)
        OR EXISTS (SELECT 1 FROM allowlist b WHERE b.address = ?))));
--   SEARCH l USING INTEGER PRIMARY KEY (rowid=?)
--   SCALAR SUBQUERY 1
--   SCAN address_change USING COVERING INDEX address_change_to
--   SCALAR SUBQUERY 2
--   SEARCH a USING PRIMARY KEY (address=?)
--   SCALAR SUBQUERY 3
--   SEARCH b USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)

-- alarm_moves_stamp 1
UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
--   SEARCH desk_stamp USING INTEGER PRIMARY KEY (rowid=?)

-- alarm_over_moves_stamp 1
UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
--   SEARCH desk_stamp USING INTEGER PRIMARY KEY (rowid=?)

-- all_heard
INSERT INTO listener (name, position, busy_until)
SELECT ?1, COALESCE((SELECT max(id) FROM run_ledger), 0), ''
WHERE NOT EXISTS (
  SELECT 1 FROM listener l CROSS JOIN json_each(CASE l.name
    WHEN 'crm' THEN ?2 WHEN 'chat' THEN ?3 WHEN 'alerts' THEN '[]' ELSE ?4 END) h
    CROSS JOIN run_ledger u
  WHERE l.name NOT GLOB 'everybody*' AND u.step = h.value AND u.id > l.position AND u.review_id IS NOT NULL
    AND u.step IN ('queue', 'decide', 'resolve', 'send', 'status', 'sweep', 'hold', 'remind'))
  AND NOT EXISTS (
  SELECT 1 FROM listener l CROSS JOIN run_ledger u
  WHERE ?5 AND l.name = 'alerts' AND u.step = 'trouble' AND u.id > l.position)
ON CONFLICT (name) DO UPDATE SET position = excluded.position WHERE excluded.position > listener.position;
--   SCAN CONSTANT ROW
--   SCALAR SUBQUERY 2
--   SCAN l
--   SCAN h VIRTUAL TABLE INDEX 1:
--   SEARCH u USING INDEX run_ledger_news (step=? AND id>?)
--   SCALAR SUBQUERY 3
--   SEARCH l USING PRIMARY KEY (name=?)
--   SEARCH u USING COVERING INDEX run_ledger_trouble (id>?)
--   SCALAR SUBQUERY 1
--   SEARCH run_ledger

-- allowlist_confirmed 1
DELETE FROM address_change WHERE entry = ?;
--   SEARCH address_change USING PRIMARY KEY (entry=?)

-- allowlist_passed_on 1
DELETE FROM alias WHERE entry = ? OR address = ?;
--   MULTI-INDEX OR
--   INDEX 1
--   SEARCH alias USING INDEX alias_of_entry (entry=?)
--   INDEX 2
--   SEARCH alias USING PRIMARY KEY (address=?)

-- allowlist_put 1
DELETE FROM alias WHERE address = ?
    AND ? <> (SELECT w.customer_id FROM allowlist w WHERE w.address = alias.entry);
--   SEARCH alias USING PRIMARY KEY (address=?)
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)

-- allowlist_put 2
INSERT INTO alias (address, entry, source, linked_at)
  SELECT c.beside, ?, 'notice', ?
  FROM address_change c JOIN allowlist w ON w.address = c.entry
  WHERE c.address = ? AND w.customer_id = ? AND c.beside IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM alias a WHERE a.address = c.beside)
    AND NOT EXISTS (SELECT 1 FROM allowlist b WHERE b.address = c.beside AND b.customer_id <> w.customer_id)
  LIMIT 1;
--   SEARCH c USING INDEX address_change_to (address=?)
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH a USING PRIMARY KEY (address=?)
--   CORRELATED SCALAR SUBQUERY 2
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)

-- allowlist_put 3
DELETE FROM address_change WHERE address = ?
    AND ? = (SELECT w.customer_id FROM allowlist w WHERE w.address = address_change.entry);
--   SEARCH address_change USING INDEX address_change_to (address=?)
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)

-- allowlist_removed 1
DELETE FROM alias WHERE address = ?;
--   SEARCH alias USING PRIMARY KEY (address=?)

-- answer_elsewhere 1
UPDATE allowlist SET phone_answered_at = ?
  WHERE sender_id = ? AND COALESCE(phone_answered_at, '') < ?;
--   SEARCH allowlist USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)

-- answer_elsewhere 2
INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, reason)
  SELECT ?, ?, 'queue', 'new_version', r.id, r.version + 1, 'answered_elsewhere'
  FROM review_queue r
  WHERE r.sender_id = ? AND r.customer_id = ?
    AND (r.state = 'pending' OR r.state = 'failed' AND r.may_retry = 1)
    AND r.received_at <= ? AND COALESCE(r.answered_elsewhere_at, '') < ?;
--   SEARCH r USING INDEX review_of_customer (customer_id=?)

-- answer_elsewhere 3
UPDATE review_queue SET version = version + (state = 'pending' OR state = 'failed' AND may_retry = 1),
    answered_elsewhere_at = ?
  WHERE sender_id = ? AND customer_id = ?
    AND state IN ('pending', 'sending', 'failed', 'unknown')
    AND received_at <= ? AND COALESCE(answered_elsewhere_at, '') < ?;
--   SEARCH review_queue USING INDEX review_of_customer (customer_id=?)

-- answer_idempotency_key
UPDATE idempotency_key SET answer = ?3
WHERE reviewer_id = ?1 AND key = ?2 AND answer IS NULL AND decision_id IS ?5
  AND NOT EXISTS (SELECT 1 FROM review_queue WHERE id = ?4 AND erased_at IS NOT NULL)
  AND (?6 IS NULL OR EXISTS (SELECT 1 FROM review_queue WHERE id = ?4 AND write_id = ?6))
RETURNING 1;
--   SEARCH idempotency_key USING PRIMARY KEY (reviewer_id=? AND key=?)
--   SCALAR SUBQUERY 1
--   SEARCH review_queue USING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   SCALAR SUBQUERY 2
--   SEARCH review_queue USING INDEX sqlite_autoindex_review_queue_1 (id=?)

-- any_ledger_row_out_of_line
SELECT 1 FROM run_ledger WHERE id > ?1 LIMIT 1;
--   SEARCH run_ledger USING INTEGER PRIMARY KEY (rowid>?)

-- append
INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref, review_id,
  version, actor, reason, model, tokens_in, tokens_out, latency_ms, cost_micros)
SELECT e.value ->> 'at', e.value ->> 'invocation', e.value ->> 'step', e.value ->> 'outcome',
  e.value ->> 'message_ref', e.value ->> 'sender_ref', e.value ->> 'review_id', e.value ->> 'version',
  e.value ->> 'actor', e.value ->> 'reason', e.value ->> 'model', e.value ->> 'tokens_in',
  e.value ->> 'tokens_out', e.value ->> 'latency_ms', e.value ->> 'cost_micros'
FROM json_each(?1) AS e;
--   SCAN e VIRTUAL TABLE INDEX 1:

-- append_as_listed
INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref, review_id,
  version, actor, reason, model, tokens_in, tokens_out, latency_ms, cost_micros)
SELECT e.value ->> 'at', e.value ->> 'invocation', e.value ->> 'step', e.value ->> 'outcome',
  e.value ->> 'message_ref', e.value ->> 'sender_ref', e.value ->> 'review_id', e.value ->> 'version',
  e.value ->> 'actor', e.value ->> 'reason', e.value ->> 'model', e.value ->> 'tokens_in',
  e.value ->> 'tokens_out', e.value ->> 'latency_ms', e.value ->> 'cost_micros'
FROM json_each(?1) AS e
WHERE e.value ->> 'outcome' = COALESCE(
  (SELECT iif(w.customer_id = ?3,
      iif(w.opt_in_note = ?5 AND c.name = ?6 AND c.language = ?7, '', 'changed'),
      iif(?4, 'replaced', ''))
   FROM allowlist w JOIN customers c ON c.id = w.customer_id WHERE w.address = ?2), 'added');
--   SCAN e VIRTUAL TABLE INDEX 1:
--   SCALAR SUBQUERY 1
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SEARCH c USING INDEX sqlite_autoindex_customers_1 (id=?)

-- append_decision
INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, actor, reason)
SELECT d.decided_at, ?2, ?3, iif(d.action = 'reject' AND r.state = 'failed', ?5, ?4), d.review_id, d.version, d.reviewer_id,
  COALESCE(d.reason, iif(d.action = 'edit' AND r.draft_sha256 IS NULL, 'no_draft', NULL))
FROM decision d JOIN review_queue r ON r.id = d.review_id WHERE d.id = ?1
RETURNING 1;
--   SEARCH d USING INDEX sqlite_autoindex_decision_1 (id=?)
--   SEARCH r USING INDEX sqlite_autoindex_review_queue_1 (id=?)

-- append_if_alias_of_notice
INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref, review_id,
  version, actor, reason, model, tokens_in, tokens_out, latency_ms, cost_micros)
SELECT e.value ->> 'at', e.value ->> 'invocation', e.value ->> 'step', e.value ->> 'outcome',
  e.value ->> 'message_ref', e.value ->> 'sender_ref', e.value ->> 'review_id', e.value ->> 'version',
  e.value ->> 'actor', e.value ->> 'reason', e.value ->> 'model', e.value ->> 'tokens_in',
  e.value ->> 'tokens_out', e.value ->> 'latency_ms', e.value ->> 'cost_micros'
FROM json_each(?1) AS e
WHERE EXISTS (SELECT 1 FROM alias WHERE entry = ?2 AND source = 'notice' AND linked_at = ?3);
--   SCAN e VIRTUAL TABLE INDEX 1:
--   SCALAR SUBQUERY 1
--   SEARCH alias USING INDEX alias_of_entry (entry=?)

-- append_if_card_open
INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref, review_id,
  version, actor, reason, model, tokens_in, tokens_out, latency_ms, cost_micros)
SELECT e.value ->> 'at', e.value ->> 'invocation', e.value ->> 'step', e.value ->> 'outcome',
  e.value ->> 'message_ref', e.value ->> 'sender_ref', e.value ->> 'review_id', e.value ->> 'version',
  e.value ->> 'actor', e.value ->> 'reason', e.value ->> 'model', e.value ->> 'tokens_in',
  e.value ->> 'tokens_out', e.value ->> 'latency_ms', e.value ->> 'cost_micros'
FROM json_each(?1) AS e
WHERE EXISTS (
  SELECT 1 FROM review_queue r WHERE r.id = ?2 AND r.version = ?3 AND r.state = 'pending' AND r.overflow = 0
    AND EXISTS (SELECT 1 FROM allowlist w WHERE w.sender_id = r.sender_id AND w.customer_id = r.customer_id));
--   SCAN e VIRTUAL TABLE INDEX 1:
--   SCALAR SUBQUERY 2
--   SEARCH r USING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)

-- append_if_card_written
INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref, review_id,
  version, actor, reason, model, tokens_in, tokens_out, latency_ms, cost_micros)
SELECT e.value ->> 'at', e.value ->> 'invocation', e.value ->> 'step', e.value ->> 'outcome',
  e.value ->> 'message_ref', e.value ->> 'sender_ref', e.value ->> 'review_id', e.value ->> 'version',
  e.value ->> 'actor', e.value ->> 'reason', e.value ->> 'model', e.value ->> 'tokens_in',
  e.value ->> 'tokens_out', e.value ->> 'latency_ms', e.value ->> 'cost_micros'
FROM json_each(?1) AS e
WHERE EXISTS (SELECT 1 FROM review_queue WHERE id = ?2 AND write_id = ?3)
RETURNING 1;
--   SCAN e VIRTUAL TABLE INDEX 1:
--   SCALAR SUBQUERY 1
--   SEARCH review_queue USING INDEX sqlite_autoindex_review_queue_1 (id=?)

-- append_if_customer
INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref, review_id,
  version, actor, reason, model, tokens_in, tokens_out, latency_ms, cost_micros)
SELECT e.value ->> 'at', e.value ->> 'invocation', e.value ->> 'step', e.value ->> 'outcome',
  e.value ->> 'message_ref', e.value ->> 'sender_ref', e.value ->> 'review_id', e.value ->> 'version',
  e.value ->> 'actor', e.value ->> 'reason', e.value ->> 'model', e.value ->> 'tokens_in',
  e.value ->> 'tokens_out', e.value ->> 'latency_ms', e.value ->> 'cost_micros'
FROM json_each(?1) AS e
WHERE EXISTS (SELECT 1 FROM customers WHERE id = ?2);
--   SCAN e VIRTUAL TABLE INDEX 1:
--   SCALAR SUBQUERY 1
--   SEARCH customers USING COVERING INDEX sqlite_autoindex_customers_1 (id=?)

-- append_if_email_changes
INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref, review_id,
  version, actor, reason, model, tokens_in, tokens_out, latency_ms, cost_micros)
SELECT e.value ->> 'at', e.value ->> 'invocation', e.value ->> 'step', e.value ->> 'outcome',
  e.value ->> 'message_ref', e.value ->> 'sender_ref', e.value ->> 'review_id', e.value ->> 'version',
  e.value ->> 'actor', e.value ->> 'reason', e.value ->> 'model', e.value ->> 'tokens_in',
  e.value ->> 'tokens_out', e.value ->> 'latency_ms', e.value ->> 'cost_micros'
FROM json_each(?1) AS e
WHERE EXISTS (SELECT 1 FROM reviewer WHERE id = ?2 AND revoked_at IS NULL AND email IS NOT ?3)
  AND (?3 IS NULL OR NOT EXISTS (SELECT 1 FROM reviewer WHERE email = ?3));
--   SCAN e VIRTUAL TABLE INDEX 1:
--   SCALAR SUBQUERY 1
--   SEARCH reviewer USING INDEX sqlite_autoindex_reviewer_1 (id=?)
--   SCALAR SUBQUERY 2
--   SEARCH reviewer USING COVERING INDEX reviewer_email (email=?)

-- append_if_indexed
INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref, review_id,
  version, actor, reason, model, tokens_in, tokens_out, latency_ms, cost_micros)
SELECT e.value ->> 'at', e.value ->> 'invocation', e.value ->> 'step', e.value ->> 'outcome',
  e.value ->> 'message_ref', e.value ->> 'sender_ref', e.value ->> 'review_id', e.value ->> 'version',
  e.value ->> 'actor', e.value ->> 'reason', e.value ->> 'model', e.value ->> 'tokens_in',
  e.value ->> 'tokens_out', e.value ->> 'latency_ms', e.value ->> 'cost_micros'
FROM json_each(?1) AS e
WHERE EXISTS (SELECT 1 FROM product_index_build WHERE id = 1 AND write_id = ?2);
--   SCAN e VIRTUAL TABLE INDEX 1:
--   SCALAR SUBQUERY 1
--   SEARCH product_index_build USING INTEGER PRIMARY KEY (rowid=?)

-- append_if_judged
INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref, review_id,
  version, actor, reason, model, tokens_in, tokens_out, latency_ms, cost_micros)
SELECT e.value ->> 'at', e.value ->> 'invocation', e.value ->> 'step', e.value ->> 'outcome',
  e.value ->> 'message_ref', e.value ->> 'sender_ref', e.value ->> 'review_id', e.value ->> 'version',
  e.value ->> 'actor', e.value ->> 'reason', e.value ->> 'model', e.value ->> 'tokens_in',
  e.value ->> 'tokens_out', e.value ->> 'latency_ms', e.value ->> 'cost_micros'
FROM json_each(?1) AS e
WHERE EXISTS (SELECT 1 FROM persona WHERE version = ?2 AND invocation = e.value ->> 'invocation');
--   SCAN e VIRTUAL TABLE INDEX 1:
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH persona USING INTEGER PRIMARY KEY (rowid=?)

-- append_if_link
INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref, review_id,
  version, actor, reason, model, tokens_in, tokens_out, latency_ms, cost_micros)
SELECT e.value ->> 'at', e.value ->> 'invocation', e.value ->> 'step', e.value ->> 'outcome',
  e.value ->> 'message_ref', e.value ->> 'sender_ref', e.value ->> 'review_id', e.value ->> 'version',
  e.value ->> 'actor', e.value ->> 'reason', e.value ->> 'model', e.value ->> 'tokens_in',
  e.value ->> 'tokens_out', e.value ->> 'latency_ms', e.value ->> 'cost_micros'
FROM json_each(?1) AS e
WHERE EXISTS (SELECT 1 FROM sign_in_link WHERE code_sha256 = ?2);
--   SCAN e VIRTUAL TABLE INDEX 1:
--   SCALAR SUBQUERY 1
--   SEARCH sign_in_link USING PRIMARY KEY (code_sha256=?)

-- append_if_listed
INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref, review_id,
  version, actor, reason, model, tokens_in, tokens_out, latency_ms, cost_micros)
SELECT e.value ->> 'at', e.value ->> 'invocation', e.value ->> 'step', e.value ->> 'outcome',
  e.value ->> 'message_ref', e.value ->> 'sender_ref', e.value ->> 'review_id', e.value ->> 'version',
  e.value ->> 'actor', e.value ->> 'reason', e.value ->> 'model', e.value ->> 'tokens_in',
  e.value ->> 'tokens_out', e.value ->> 'latency_ms', e.value ->> 'cost_micros'
FROM json_each(?1) AS e
WHERE EXISTS (SELECT 1 FROM allowlist WHERE address = ?2);
--   SCAN e VIRTUAL TABLE INDEX 1:
--   SCALAR SUBQUERY 1
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)

-- append_if_moved
INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref, review_id,
  version, actor, reason, model, tokens_in, tokens_out, latency_ms, cost_micros)
SELECT e.value ->> 'at', e.value ->> 'invocation', e.value ->> 'step', e.value ->> 'outcome',
  e.value ->> 'message_ref', e.value ->> 'sender_ref', e.value ->> 'review_id', e.value ->> 'version',
  e.value ->> 'actor', e.value ->> 'reason', e.value ->> 'model', e.value ->> 'tokens_in',
  e.value ->> 'tokens_out', e.value ->> 'latency_ms', e.value ->> 'cost_micros'
FROM json_each(?1) AS e
WHERE EXISTS (SELECT 1 FROM address_change WHERE entry = ?2 AND address = ?3)
  AND NOT EXISTS (SELECT 1 FROM allowlist WHERE address = ?3);
--   SCAN e VIRTUAL TABLE INDEX 1:
--   SCALAR SUBQUERY 1
--   SEARCH address_change USING PRIMARY KEY (entry=?)
--   SCALAR SUBQUERY 2
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)

-- append_if_open_link
INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref, review_id,
  version, actor, reason, model, tokens_in, tokens_out, latency_ms, cost_micros)
SELECT e.value ->> 'at', e.value ->> 'invocation', e.value ->> 'step', e.value ->> 'outcome',
  e.value ->> 'message_ref', e.value ->> 'sender_ref', e.value ->> 'review_id', e.value ->> 'version',
  e.value ->> 'actor', e.value ->> 'reason', e.value ->> 'model', e.value ->> 'tokens_in',
  e.value ->> 'tokens_out', e.value ->> 'latency_ms', e.value ->> 'cost_micros'
FROM json_each(?1) AS e
WHERE EXISTS (SELECT 1 FROM sign_in_link WHERE reviewer_id = ?2 AND session_sha256 IS NULL AND expires_at > ?3);
--   SCAN e VIRTUAL TABLE INDEX 1:
--   SCALAR SUBQUERY 1
--   SEARCH sign_in_link USING INDEX sign_in_link_of_reviewer (reviewer_id=?)

-- append_if_order
INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref, review_id,
  version, actor, reason, model, tokens_in, tokens_out, latency_ms, cost_micros)
SELECT e.value ->> 'at', e.value ->> 'invocation', e.value ->> 'step', e.value ->> 'outcome',
  e.value ->> 'message_ref', e.value ->> 'sender_ref', e.value ->> 'review_id', e.value ->> 'version',
  e.value ->> 'actor', e.value ->> 'reason', e.value ->> 'model', e.value ->> 'tokens_in',
  e.value ->> 'tokens_out', e.value ->> 'latency_ms', e.value ->> 'cost_micros'
FROM json_each(?1) AS e
WHERE EXISTS (SELECT 1 FROM orders WHERE id = ?2);
--   SCAN e VIRTUAL TABLE INDEX 1:
--   SCALAR SUBQUERY 1
--   SEARCH orders USING COVERING INDEX sqlite_autoindex_orders_1 (id=?)

-- append_if_phone
INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref, review_id,
  version, actor, reason, model, tokens_in, tokens_out, latency_ms, cost_micros)
SELECT e.value ->> 'at', e.value ->> 'invocation', e.value ->> 'step', e.value ->> 'outcome',
  e.value ->> 'message_ref', e.value ->> 'sender_ref', e.value ->> 'review_id', e.value ->> 'version',
  e.value ->> 'actor', e.value ->> 'reason', e.value ->> 'model', e.value ->> 'tokens_in',
  e.value ->> 'tokens_out', e.value ->> 'latency_ms', e.value ->> 'cost_micros'
FROM json_each(?1) AS e
WHERE EXISTS (SELECT 1 FROM session WHERE id_sha256 = ?2 AND phone = 1 AND ended_at IS NULL);
--   SCAN e VIRTUAL TABLE INDEX 1:
--   SCALAR SUBQUERY 1
--   SEARCH session USING PRIMARY KEY (id_sha256=?)

-- append_if_product
INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref, review_id,
  version, actor, reason, model, tokens_in, tokens_out, latency_ms, cost_micros)
SELECT e.value ->> 'at', e.value ->> 'invocation', e.value ->> 'step', e.value ->> 'outcome',
  e.value ->> 'message_ref', e.value ->> 'sender_ref', e.value ->> 'review_id', e.value ->> 'version',
  e.value ->> 'actor', e.value ->> 'reason', e.value ->> 'model', e.value ->> 'tokens_in',
  e.value ->> 'tokens_out', e.value ->> 'latency_ms', e.value ->> 'cost_micros'
FROM json_each(?1) AS e
WHERE EXISTS (SELECT 1 FROM products WHERE reference = ?2);
--   SCAN e VIRTUAL TABLE INDEX 1:
--   SCALAR SUBQUERY 1
--   SEARCH products USING COVERING INDEX sqlite_autoindex_products_1 (reference=?)

-- append_if_proposed
INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref, review_id,
  version, actor, reason, model, tokens_in, tokens_out, latency_ms, cost_micros)
SELECT e.value ->> 'at', e.value ->> 'invocation', e.value ->> 'step', e.value ->> 'outcome',
  e.value ->> 'message_ref', e.value ->> 'sender_ref', e.value ->> 'review_id', e.value ->> 'version',
  e.value ->> 'actor', e.value ->> 'reason', e.value ->> 'model', e.value ->> 'tokens_in',
  e.value ->> 'tokens_out', e.value ->> 'latency_ms', e.value ->> 'cost_micros'
FROM json_each(?1) AS e
WHERE EXISTS (SELECT 1 FROM address_proposal WHERE address = ?2);
--   SCAN e VIRTUAL TABLE INDEX 1:
--   SCALAR SUBQUERY 1
--   SEARCH address_proposal USING COVERING INDEX sqlite_autoindex_address_proposal_1 (address=?)

-- append_if_reviewer
INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref, review_id,
  version, actor, reason, model, tokens_in, tokens_out, latency_ms, cost_micros)
SELECT e.value ->> 'at', e.value ->> 'invocation', e.value ->> 'step', e.value ->> 'outcome',
  e.value ->> 'message_ref', e.value ->> 'sender_ref', e.value ->> 'review_id', e.value ->> 'version',
  e.value ->> 'actor', e.value ->> 'reason', e.value ->> 'model', e.value ->> 'tokens_in',
  e.value ->> 'tokens_out', e.value ->> 'latency_ms', e.value ->> 'cost_micros'
FROM json_each(?1) AS e
WHERE EXISTS (SELECT 1 FROM reviewer WHERE id = ?2 AND ?3 IN (created_at, revoked_at));
--   SCAN e VIRTUAL TABLE INDEX 1:
--   SCALAR SUBQUERY 1
--   SEARCH reviewer USING INDEX sqlite_autoindex_reviewer_1 (id=?)

-- append_if_room
INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref, review_id,
  version, actor, reason, model, tokens_in, tokens_out, latency_ms, cost_micros)
SELECT e.value ->> 'at', e.value ->> 'invocation', e.value ->> 'step', e.value ->> 'outcome',
  e.value ->> 'message_ref', e.value ->> 'sender_ref', e.value ->> 'review_id', e.value ->> 'version',
  e.value ->> 'actor', e.value ->> 'reason', e.value ->> 'model', e.value ->> 'tokens_in',
  e.value ->> 'tokens_out', e.value ->> 'latency_ms', e.value ->> 'cost_micros'
FROM json_each(?1) AS e
WHERE (SELECT count(*) FROM saved_reply WHERE language = ?3 AND id <> ?2) < ?4;
--   SCAN e VIRTUAL TABLE INDEX 1:
--   SCALAR SUBQUERY 1
--   SEARCH saved_reply USING COVERING INDEX saved_reply_in_order (language=?)

-- append_if_rules
INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref, review_id,
  version, actor, reason, model, tokens_in, tokens_out, latency_ms, cost_micros)
SELECT e.value ->> 'at', e.value ->> 'invocation', e.value ->> 'step', e.value ->> 'outcome',
  e.value ->> 'message_ref', e.value ->> 'sender_ref', e.value ->> 'review_id', e.value ->> 'version',
  e.value ->> 'actor', e.value ->> 'reason', e.value ->> 'model', e.value ->> 'tokens_in',
  e.value ->> 'tokens_out', e.value ->> 'latency_ms', e.value ->> 'cost_micros'
FROM json_each(?1) AS e
WHERE EXISTS (SELECT 1 FROM reply_rules WHERE version = ?2 AND invocation = e.value ->> 'invocation');
--   SCAN e VIRTUAL TABLE INDEX 1:
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH reply_rules USING INTEGER PRIMARY KEY (rowid=?)

-- append_if_saved_reply
INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref, review_id,
  version, actor, reason, model, tokens_in, tokens_out, latency_ms, cost_micros)
SELECT e.value ->> 'at', e.value ->> 'invocation', e.value ->> 'step', e.value ->> 'outcome',
  e.value ->> 'message_ref', e.value ->> 'sender_ref', e.value ->> 'review_id', e.value ->> 'version',
  e.value ->> 'actor', e.value ->> 'reason', e.value ->> 'model', e.value ->> 'tokens_in',
  e.value ->> 'tokens_out', e.value ->> 'latency_ms', e.value ->> 'cost_micros'
FROM json_each(?1) AS e
WHERE EXISTS (SELECT 1 FROM saved_reply WHERE id = ?2);
--   SCAN e VIRTUAL TABLE INDEX 1:
--   SCALAR SUBQUERY 1
--   SEARCH saved_reply USING PRIMARY KEY (id=?)

-- append_if_taught
INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref, review_id,
  version, actor, reason, model, tokens_in, tokens_out, latency_ms, cost_micros)
SELECT e.value ->> 'at', e.value ->> 'invocation', e.value ->> 'step', e.value ->> 'outcome',
  e.value ->> 'message_ref', e.value ->> 'sender_ref', e.value ->> 'review_id', e.value ->> 'version',
  e.value ->> 'actor', e.value ->> 'reason', e.value ->> 'model', e.value ->> 'tokens_in',
  e.value ->> 'tokens_out', e.value ->> 'latency_ms', e.value ->> 'cost_micros'
FROM json_each(?1) AS e
WHERE EXISTS (SELECT 1 FROM taught_words WHERE version = ?2 AND invocation = e.value ->> 'invocation');
--   SCAN e VIRTUAL TABLE INDEX 1:
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH taught_words USING INTEGER PRIMARY KEY (rowid=?)

-- append_ledger_checkpoint
INSERT INTO ledger_checkpoint (id, at, first_row, last_row, digests, link, seal)
SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
WHERE NOT EXISTS (SELECT 1 FROM ledger_checkpoint WHERE id = ?1)
  AND (?1 = 1 OR EXISTS (SELECT 1 FROM ledger_checkpoint WHERE id = ?1 - 1 AND link = ?8))
RETURNING id;
--   SCAN CONSTANT ROW
--   SCALAR SUBQUERY 1
--   SEARCH ledger_checkpoint USING INTEGER PRIMARY KEY (rowid=?)
--   SCALAR SUBQUERY 2
--   SEARCH ledger_checkpoint USING INTEGER PRIMARY KEY (rowid=?)

-- append_once
INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref, review_id,
  version, actor, reason, model, tokens_in, tokens_out, latency_ms, cost_micros)
SELECT e.value ->> 'at', e.value ->> 'invocation', e.value ->> 'step', e.value ->> 'outcome',
  e.value ->> 'message_ref', e.value ->> 'sender_ref', e.value ->> 'review_id', e.value ->> 'version',
  e.value ->> 'actor', e.value ->> 'reason', e.value ->> 'model', e.value ->> 'tokens_in',
  e.value ->> 'tokens_out', e.value ->> 'latency_ms', e.value ->> 'cost_micros'
FROM json_each(?1) AS e
WHERE NOT EXISTS (
  SELECT 1 FROM run_ledger l WHERE l.message_ref = e.value ->> 'message_ref' AND l.step = e.value ->> 'step'
    AND l.outcome = e.value ->> 'outcome' AND l.reason IS e.value ->> 'reason')
GROUP BY e.value ->> 'message_ref', e.value ->> 'reason';
--   SCAN e VIRTUAL TABLE INDEX 1:
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH l USING INDEX run_ledger_message (message_ref=?)
--   USE TEMP B-TREE FOR GROUP BY

-- are_few_products
SELECT count(*) <= ?1 AS few FROM (SELECT 1 FROM products LIMIT ?1 + 1);
--   CO-ROUTINE (subquery-1)
--   SCAN products USING COVERING INDEX sqlite_autoindex_products_1
--   SCAN (subquery-1)

-- attach_messages
UPDATE inbound_message SET waiting = 0, review_id = ?2
WHERE message_ref IN (SELECT value FROM json_each(?1)) AND waiting = 1
  AND EXISTS (SELECT 1 FROM review_queue WHERE id = ?2 AND write_id = ?3);
--   SEARCH inbound_message USING INDEX sqlite_autoindex_inbound_message_1 (message_ref=?)
--   LIST SUBQUERY 1
--   SCAN json_each VIRTUAL TABLE INDEX 1:
--   CREATE BLOOM FILTER
--   SCALAR SUBQUERY 2
--   SEARCH review_queue USING INDEX sqlite_autoindex_review_queue_1 (id=?)

-- attachment
SELECT media FROM inbound_message WHERE message_ref = ?1 AND review_id IS NOT NULL AND erased_at IS NULL;
--   SEARCH inbound_message USING INDEX sqlite_autoindex_inbound_message_1 (message_ref=?)

-- begin_attempt
INSERT INTO send_attempt (id, decision_id, review_id, started_at)
SELECT ?3, ?4, r.id, r.claimed_at FROM review_queue r WHERE r.id = ?1 AND r.write_id = ?2;
--   SEARCH r USING INDEX sqlite_autoindex_review_queue_1 (id=?)

-- begin_listener
INSERT INTO listener (name, position, busy_until)
SELECT ?1, COALESCE((SELECT max(id) FROM run_ledger), 0), ?2
WHERE NOT EXISTS (SELECT 1 FROM listener WHERE name = ?1);
--   SCAN CONSTANT ROW
--   SCALAR SUBQUERY 2
--   SEARCH listener USING PRIMARY KEY (name=?)
--   SCALAR SUBQUERY 1
--   SEARCH run_ledger

-- begin_phone_session
INSERT INTO session (id_sha256, reviewer_id, created_at, seen_at, phone)
SELECT ?2, reviewer_id, ?3, ?3, 1 FROM sign_in_link WHERE code_sha256 = ?1 AND session_sha256 = ?2;
--   SEARCH sign_in_link USING PRIMARY KEY (code_sha256=?)

-- begin_product_index
UPDATE product_index_build SET changed = 0, work = ?1, first_words = NULL, write_id = ?2
WHERE id = 1 AND write_id = ?3 RETURNING 1;
--   SEARCH product_index_build USING INTEGER PRIMARY KEY (rowid=?)

-- begin_session
INSERT INTO session (id_sha256, reviewer_id, created_at, seen_at) VALUES (?1, ?2, ?3, ?3);

-- begin_trouble
INSERT INTO trouble (what, since) SELECT n.value, ?1 FROM json_each(?2) AS n
WHERE NOT EXISTS (SELECT 1 FROM trouble WHERE what = n.value);
--   SCAN n VIRTUAL TABLE INDEX 1:
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH trouble USING PRIMARY KEY (what=?)

-- begin_word_trial
INSERT INTO word_trial
  (admin, write_id, version, kind, words, waiting, cards, non_orders, became_orders, changed)
SELECT ?1, ?2, ?3, ?4, ?5, COALESCE((SELECT json_group_array(json_array(review_id, messages)) FROM (
  SELECT m.review_id, count(*) AS messages FROM inbound_message m
  WHERE m.review_id IN (
    SELECT review_id FROM (
      SELECT review_id FROM inbound_message
      WHERE id > (SELECT through FROM retention WHERE what = 'inbound_message') AND review_id IS NOT NULL
      ORDER BY id DESC LIMIT ?6)
    UNION
    SELECT review_id FROM (SELECT review_id FROM shape_mark ORDER BY marked_at DESC LIMIT ?7))
  GROUP BY m.review_id ORDER BY max(m.id) DESC)), '[]'), 0, 0, 0, '[]'
WHERE true
ON CONFLICT (admin) DO UPDATE SET write_id = excluded.write_id, version = excluded.version, kind = excluded.kind,
  words = excluded.words, waiting = excluded.waiting, cards = 0, non_orders = 0, became_orders = 0, changed = '[]'
RETURNING write_id, version, kind, words, waiting, cards, non_orders, became_orders, changed;
--   SCAN CONSTANT ROW
--   SCALAR SUBQUERY 7
--   CO-ROUTINE (subquery-6)
--   SEARCH m USING COVERING INDEX inbound_review (review_id=?)
--   LIST SUBQUERY 5
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   CO-ROUTINE (subquery-2)
--   SEARCH inbound_message USING INTEGER PRIMARY KEY (rowid>?)
--   SCALAR SUBQUERY 1
--   SEARCH retention USING PRIMARY KEY (what=?)
--   SCAN (subquery-2)
--   UNION USING TEMP B-TREE
--   CO-ROUTINE (subquery-4)
--   SCAN shape_mark USING INDEX shape_marked
--   SCAN (subquery-4)
--   CREATE BLOOM FILTER
--   USE TEMP B-TREE FOR ORDER BY
--   SCAN (subquery-6)

-- bring_ledger_rows_into_line
UPDATE run_ledger SET id = f.next
FROM (
  SELECT id AS far, row_number() OVER (ORDER BY id)
    + COALESCE((SELECT max(n.id) FROM run_ledger n WHERE n.id <= ?2 AND n.id > ?1), ?1) AS next
  FROM run_ledger WHERE id > ?2 LIMIT ?3) AS f
WHERE run_ledger.id = f.far;
--   MATERIALIZE f
--   CO-ROUTINE (subquery-4)
--   SEARCH run_ledger USING INTEGER PRIMARY KEY (rowid>?)
--   SCAN (subquery-4)
--   SCALAR SUBQUERY 1
--   SEARCH n USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)
--   SCAN f
--   SEARCH run_ledger USING INTEGER PRIMARY KEY (rowid=?)

-- business_number
SELECT number FROM connection WHERE id = 1 AND number IS NOT NULL;
--   SEARCH connection USING INTEGER PRIMARY KEY (rowid=?)

-- card_changed_moves_stamp 1
UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
--   SEARCH desk_stamp USING INTEGER PRIMARY KEY (rowid=?)

-- card_from_before 1
INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, reason)
  SELECT ?, invocation, 'send', 'unknown', ?, ?, 'restored'
  FROM ledger_alarm WHERE what = 'went_back';
--   SEARCH ledger_alarm USING PRIMARY KEY (what=?)

-- card_from_before 2
UPDATE review_queue SET state = 'unknown' WHERE id = ?;
--   SEARCH review_queue USING INDEX sqlite_autoindex_review_queue_1 (id=?)

-- card_opened_moves_stamp 1
UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
--   SEARCH desk_stamp USING INTEGER PRIMARY KEY (rowid=?)

-- card_trail
SELECT t.ledger_id, t.at, t.step, t.outcome, t.version, t.actor, u.name AS actor_name, t.reason, t.model,
  t.tokens_in, t.tokens_out, t.latency_ms, t.cost_micros
FROM ledger_trail t LEFT JOIN reviewer u ON u.id = t.actor WHERE t.review_id = ?1 ORDER BY t.ledger_id;
--   MERGE (UNION ALL)
--   LEFT
--   SEARCH l USING INDEX run_ledger_review (review_id=?)
--   SEARCH u USING INDEX sqlite_autoindex_reviewer_1 (id=?) LEFT-JOIN
--   RIGHT
--   SEARCH m USING INDEX inbound_review (review_id=?)
--   SEARCH l USING INDEX run_ledger_message (message_ref=?)
--   SEARCH u USING INDEX sqlite_autoindex_reviewer_1 (id=?) LEFT-JOIN
--   USE TEMP B-TREE FOR ORDER BY

-- cards_before_card
SELECT r.id, r.state, r.version, r.window_closes_at, r.draft_text, r.draft_sha256, r.may_retry,
  iif(r.state = 'failed', (SELECT c.decided_at FROM decision c WHERE c.review_id = r.id AND c.action = 'reject'
      AND c.decided_at >= COALESCE(r.claimed_at, '') ORDER BY c.decided_at DESC LIMIT 1), NULL) AS closed_at,
  (SELECT json_group_array(json_object('entry', w.address,
      'aliases', json((SELECT json_group_array(a.address) FROM alias a WHERE a.entry = w.address)),
      'moved', json((SELECT json_object('to', c.address, 'at', c.noticed_at, 'messages', c.messages)
        FROM address_change c WHERE c.entry = w.address))))
    FROM allowlist w WHERE w.customer_id = r.customer_id) AS listing,
  EXISTS (SELECT 1 FROM allowlist w WHERE w.customer_id = r.customer_id AND w.added_at <= r.opened_at) AS still_listed,
  r.sender_id, r.customer_id, r.customer_name, r.recipient, r.opened_at, r.received_at, r.previous_id, r.gate_verdict, r.gate_why,
  r.gate_evidence, r.named_products, r.words_version, k.was_order, r.draft_language, r.draft_source, r.draft_model, r.draft_prompt, r.draft_fallback, r.error_code,
  r.answered_elsewhere_at, r.overflow,
  (SELECT count(*) FROM inbound_message m WHERE m.review_id = r.id) AS messages,
  d.action, d.decided_at, d.text AS decision_text, d.reason, u.name AS decided_by,
  a.id AS attempt, a.delivery_rank, a.wamid,
  h.reviewer_id AS held_id, hu.name AS held_by, h.until AS held_until,
  lu.name AS put_off_by, l.until AS put_off_until,
  (SELECT json_group_array(json_array(n.text,
      COALESCE((SELECT nu.name FROM reviewer nu WHERE nu.id = n.reviewer_id), ''), n.at))
    FROM note n WHERE n.review_id = r.id) AS notes,
  (SELECT json_group_array(json_array(id, title)) FROM (
      SELECT o.id, o.title FROM saved_reply o
      WHERE r.state IN ('pending', 'failed') AND (r.draft_sha256 IS NULL OR instr(r.gate_evidence, '"question"') OR instr(r.gate_evidence, '"after_order"')
        OR instr(r.gate_evidence, '"complaint"') OR instr(r.gate_evidence, '"return"')
        OR instr(r.gate_evidence, '"cancellation"')) AND o.language = COALESCE(r.draft_language,
        (SELECT lower(substr(c.language, 1, 2)) FROM customers c WHERE c.id = r.customer_id), 'fr')
      ORDER BY o.position, o.id)) AS choices
FROM review_queue r
LEFT JOIN decision d ON d.id = r.decision_id
LEFT JOIN reviewer u ON u.id = d.reviewer_id
LEFT JOIN send_attempt a ON a.id = r.attempt_id
LEFT JOIN shape_mark k ON k.review_id = r.id
LEFT JOIN hold h ON h.review_id = r.id
LEFT JOIN reviewer hu ON hu.id = h.reviewer_id
LEFT JOIN later l ON l.review_id = r.id
LEFT JOIN reviewer lu ON lu.id = l.reviewer_id
WHERE r.id IN (
  SELECT p.id FROM review_queue t JOIN review_queue p ON p.customer_id = t.customer_id
  WHERE t.id = ?1 AND t.customer_id NOT IN ('erased', 'unknown') AND (p.opened_at, p.id) < (t.opened_at, t.id)
  ORDER BY p.opened_at DESC, p.id DESC LIMIT 20);
--   SEARCH r USING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   LIST SUBQUERY 12
--   SEARCH t USING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   SEARCH p USING COVERING INDEX review_of_customer (customer_id=? AND opened_at<?)
--   CREATE BLOOM FILTER
--   SEARCH d USING INDEX sqlite_autoindex_decision_1 (id=?) LEFT-JOIN
--   SEARCH u USING INDEX sqlite_autoindex_reviewer_1 (id=?) LEFT-JOIN
--   SEARCH a USING INDEX sqlite_autoindex_send_attempt_1 (id=?) LEFT-JOIN
--   SEARCH k USING INDEX sqlite_autoindex_shape_mark_1 (review_id=?) LEFT-JOIN
--   SEARCH h USING PRIMARY KEY (review_id=?) LEFT-JOIN
--   SEARCH hu USING INDEX sqlite_autoindex_reviewer_1 (id=?) LEFT-JOIN
--   SEARCH l USING PRIMARY KEY (review_id=?) LEFT-JOIN
--   SEARCH lu USING INDEX sqlite_autoindex_reviewer_1 (id=?) LEFT-JOIN
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH c USING INDEX decision_of_review (review_id=? AND decided_at>?)
--   CORRELATED SCALAR SUBQUERY 4
--   SEARCH w USING INDEX allowlist_of_customer (customer_id=?)
--   CORRELATED SCALAR SUBQUERY 2
--   SEARCH a USING COVERING INDEX alias_of_entry (entry=?)
--   CORRELATED SCALAR SUBQUERY 3
--   SEARCH c USING PRIMARY KEY (entry=?)
--   CORRELATED SCALAR SUBQUERY 5
--   SEARCH w USING INDEX allowlist_of_customer (customer_id=?)
--   CORRELATED SCALAR SUBQUERY 6
--   SEARCH m USING COVERING INDEX inbound_review (review_id=?)
--   CORRELATED SCALAR SUBQUERY 8
--   SEARCH n USING INDEX note_of_review (review_id=?)
--   CORRELATED SCALAR SUBQUERY 7
--   SEARCH nu USING INDEX sqlite_autoindex_reviewer_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 11
--   CO-ROUTINE (subquery-10)
--   SEARCH o USING INDEX saved_reply_in_order (language=?)
--   CORRELATED SCALAR SUBQUERY 9
--   SEARCH c USING INDEX sqlite_autoindex_customers_1 (id=?)
--   SCAN (subquery-10)

-- cards_came_late
UPDATE desk_stamp SET moves = moves + 1
WHERE id = 1 AND EXISTS (
  SELECT 1 FROM review_queue WHERE opened_at > ?1 AND opened_at <= ?2 AND state = 'pending');
--   SEARCH desk_stamp USING INTEGER PRIMARY KEY (rowid=?)
--   SCALAR SUBQUERY 1
--   SEARCH review_queue USING INDEX review_by_window (state=?)

-- cards_due
SELECT CASE
  WHEN EXISTS (SELECT 1 FROM review_queue WHERE state = 'sending' AND claimed_at < ?1) THEN 1
  WHEN NOT EXISTS (SELECT 1 FROM review_queue WHERE state = 'pending') THEN 0
  WHEN EXISTS (SELECT 1 FROM review_queue WHERE state = 'pending' AND window_closes_at <= ?2) THEN 1
  WHEN EXISTS (SELECT 1 FROM review_queue WHERE opened_at > ?3 AND opened_at <= ?4 AND state = 'pending') THEN 1
  WHEN EXISTS (SELECT 1 FROM hold WHERE until <= ?2) THEN 1
  ELSE EXISTS (SELECT 1 FROM later WHERE until <= ?2) END;
--   SCAN CONSTANT ROW
--   SCALAR SUBQUERY 1
--   SEARCH review_queue USING INDEX review_by_window (state=?)
--   SCALAR SUBQUERY 2
--   SEARCH review_queue USING COVERING INDEX review_by_window (state=?)
--   SCALAR SUBQUERY 3
--   SEARCH review_queue USING COVERING INDEX review_by_window (state=? AND window_closes_at<?)
--   SCALAR SUBQUERY 4
--   SEARCH review_queue USING INDEX review_by_window (state=?)
--   SCALAR SUBQUERY 5
--   SEARCH hold USING COVERING INDEX hold_until (until<?)
--   SCALAR SUBQUERY 6
--   SEARCH later USING COVERING INDEX later_until (until<?)

-- cards_of_customer
SELECT r.id, r.state, r.version, r.window_closes_at, r.draft_text, r.draft_sha256, r.may_retry,
  iif(r.state = 'failed', (SELECT c.decided_at FROM decision c WHERE c.review_id = r.id AND c.action = 'reject'
      AND c.decided_at >= COALESCE(r.claimed_at, '') ORDER BY c.decided_at DESC LIMIT 1), NULL) AS closed_at,
  (SELECT json_group_array(json_object('entry', w.address,
      'aliases', json((SELECT json_group_array(a.address) FROM alias a WHERE a.entry = w.address)),
      'moved', json((SELECT json_object('to', c.address, 'at', c.noticed_at, 'messages', c.messages)
        FROM address_change c WHERE c.entry = w.address))))
    FROM allowlist w WHERE w.customer_id = r.customer_id) AS listing,
  EXISTS (SELECT 1 FROM allowlist w WHERE w.customer_id = r.customer_id AND w.added_at <= r.opened_at) AS still_listed,
  r.sender_id, r.customer_id, r.customer_name, r.recipient, r.opened_at, r.received_at, r.previous_id, r.gate_verdict, r.gate_why,
  r.gate_evidence, r.named_products, r.words_version, k.was_order, r.draft_language, r.draft_source, r.draft_model, r.draft_prompt, r.draft_fallback, r.error_code,
  r.answered_elsewhere_at, r.overflow,
  (SELECT count(*) FROM inbound_message m WHERE m.review_id = r.id) AS messages,
  d.action, d.decided_at, d.text AS decision_text, d.reason, u.name AS decided_by,
  a.id AS attempt, a.delivery_rank, a.wamid,
  h.reviewer_id AS held_id, hu.name AS held_by, h.until AS held_until,
  lu.name AS put_off_by, l.until AS put_off_until,
  (SELECT json_group_array(json_array(n.text,
      COALESCE((SELECT nu.name FROM reviewer nu WHERE nu.id = n.reviewer_id), ''), n.at))
    FROM note n WHERE n.review_id = r.id) AS notes,
  (SELECT json_group_array(json_array(id, title)) FROM (
      SELECT o.id, o.title FROM saved_reply o
      WHERE r.state IN ('pending', 'failed') AND (r.draft_sha256 IS NULL OR instr(r.gate_evidence, '"question"') OR instr(r.gate_evidence, '"after_order"')
        OR instr(r.gate_evidence, '"complaint"') OR instr(r.gate_evidence, '"return"')
        OR instr(r.gate_evidence, '"cancellation"')) AND o.language = COALESCE(r.draft_language,
        (SELECT lower(substr(c.language, 1, 2)) FROM customers c WHERE c.id = r.customer_id), 'fr')
      ORDER BY o.position, o.id)) AS choices
FROM review_queue r
LEFT JOIN decision d ON d.id = r.decision_id
LEFT JOIN reviewer u ON u.id = d.reviewer_id
LEFT JOIN send_attempt a ON a.id = r.attempt_id
LEFT JOIN shape_mark k ON k.review_id = r.id
LEFT JOIN hold h ON h.review_id = r.id
LEFT JOIN reviewer hu ON hu.id = h.reviewer_id
LEFT JOIN later l ON l.review_id = r.id
LEFT JOIN reviewer lu ON lu.id = l.reviewer_id
WHERE r.customer_id = ?1 ORDER BY r.opened_at DESC, r.id DESC LIMIT 20;
--   SEARCH r USING INDEX review_of_customer (customer_id=?)
--   SEARCH d USING INDEX sqlite_autoindex_decision_1 (id=?) LEFT-JOIN
--   SEARCH u USING INDEX sqlite_autoindex_reviewer_1 (id=?) LEFT-JOIN
--   SEARCH a USING INDEX sqlite_autoindex_send_attempt_1 (id=?) LEFT-JOIN
--   SEARCH k USING INDEX sqlite_autoindex_shape_mark_1 (review_id=?) LEFT-JOIN
--   SEARCH h USING PRIMARY KEY (review_id=?) LEFT-JOIN
--   SEARCH hu USING INDEX sqlite_autoindex_reviewer_1 (id=?) LEFT-JOIN
--   SEARCH l USING PRIMARY KEY (review_id=?) LEFT-JOIN
--   SEARCH lu USING INDEX sqlite_autoindex_reviewer_1 (id=?) LEFT-JOIN
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH c USING INDEX decision_of_review (review_id=? AND decided_at>?)
--   CORRELATED SCALAR SUBQUERY 4
--   SEARCH w USING INDEX allowlist_of_customer (customer_id=?)
--   CORRELATED SCALAR SUBQUERY 2
--   SEARCH a USING COVERING INDEX alias_of_entry (entry=?)
--   CORRELATED SCALAR SUBQUERY 3
--   SEARCH c USING PRIMARY KEY (entry=?)
--   CORRELATED SCALAR SUBQUERY 5
--   SEARCH w USING INDEX allowlist_of_customer (customer_id=?)
--   CORRELATED SCALAR SUBQUERY 6
--   SEARCH m USING COVERING INDEX inbound_review (review_id=?)
--   CORRELATED SCALAR SUBQUERY 8
--   SEARCH n USING INDEX note_of_review (review_id=?)
--   CORRELATED SCALAR SUBQUERY 7
--   SEARCH nu USING INDEX sqlite_autoindex_reviewer_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 11
--   CO-ROUTINE (subquery-10)
--   SEARCH o USING INDEX saved_reply_in_order (language=?)
--   CORRELATED SCALAR SUBQUERY 9
--   SEARCH c USING INDEX sqlite_autoindex_customers_1 (id=?)
--   SCAN (subquery-10)

-- carry_opt_ins_to_new_address
UPDATE past_opt_in SET moved_to = ?2
WHERE (address = ?1 OR moved_to = ?1) AND customer_id = (SELECT customer_id FROM allowlist WHERE address = ?1) AND EXISTS (SELECT 1 FROM address_change WHERE entry = ?1 AND address = ?2)
  AND NOT EXISTS (SELECT 1 FROM allowlist WHERE address = ?2);
--   SEARCH past_opt_in USING INDEX past_opt_in_of_customer (customer_id=?)
--   SCALAR SUBQUERY 1
--   SEARCH allowlist USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 2
--   SEARCH address_change USING PRIMARY KEY (entry=?)
--   SCALAR SUBQUERY 3
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)

-- changed_drafts
SELECT r.draft_language AS language, r.customer_name AS customer, r.draft_text AS draft,
  d.text AS sent
FROM decision d CROSS JOIN review_queue r ON r.id = d.review_id AND r.decision_id = d.id
WHERE d.decided_at >= ?1 AND d.text IS NOT NULL AND d.action = 'edit' AND r.state = 'sent'
  AND r.draft_text IS NOT NULL AND r.draft_language IS NOT NULL
ORDER BY d.decided_at DESC LIMIT 500;
--   SEARCH d USING INDEX decision_unerased (decided_at>?)
--   SEARCH r USING INDEX sqlite_autoindex_review_queue_1 (id=?)

-- checkpoints_from
SELECT id, at, first_row, last_row, digests, link, seal FROM ledger_checkpoint
WHERE id >= ?1 AND id <= ?1 + ?2 ORDER BY id;
--   SEARCH ledger_checkpoint USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)

-- claim
UPDATE review_queue SET state = 'sending', decision_id = ?7, write_id = ?4, claimed_at = ?8, attempt_id = ?9,
  error_code = NULL, may_retry = 0
WHERE id = ?1 AND version = ?2
  AND (state = 'pending' OR (state = 'failed' AND may_retry = 1 AND NOT EXISTS (SELECT c.decided_at FROM decision c WHERE c.review_id = review_queue.id AND c.action = 'reject'
      AND c.decided_at >= COALESCE(review_queue.claimed_at, ''))))
  AND (?10 IS NULL OR (draft_sha256 = ?10 AND draft_text IS NOT NULL))
  AND window_closes_at > ?8
  AND EXISTS (
    SELECT u.id FROM reviewer u WHERE u.id = COALESCE(
    (SELECT t.id FROM reviewer t WHERE t.token_sha256 = ?3 ->> 'token'),
    (SELECT s.reviewer_id FROM session s WHERE s.id_sha256 = ?3 ->> 'session'
      AND s.seen_at > iif(s.phone, ?3 ->> 'phone_idle_since', ?3 ->> 'idle_since')
      AND s.created_at > iif(s.phone, ?3 ->> 'phone_begun_since', ?3 ->> 'begun_since') AND s.ended_at IS NULL),
    (SELECT e.id FROM reviewer e WHERE e.email = ?3 ->> 'email'))
  AND u.revoked_at IS NULL AND u.role IN ('reviewer', 'admin') AND u.assistant = 0
      AND NOT EXISTS (
        SELECT 1 FROM idempotency_key k WHERE k.reviewer_id = u.id AND k.key = ?5
          AND (k.request_sha256 <> ?6 OR k.decision_id IS NOT NULL OR k.answer IS NOT NULL)))
  AND NOT EXISTS (
    SELECT 1 FROM inbound_message m WHERE m.waiting = 1 AND m.sender_id IN (
    SELECT review_queue.sender_id
    UNION ALL SELECT s.other_id FROM same_sender s WHERE s.sender_id = review_queue.sender_id))
  AND NOT EXISTS (SELECT o.id FROM review_queue o
  WHERE o.state = 'pending' AND o.id <> review_queue.id AND o.sender_id IN (
    SELECT review_queue.sender_id
    UNION ALL SELECT s.other_id FROM same_sender s WHERE s.sender_id = review_queue.sender_id)
    AND CASE WHEN o.overflow > review_queue.overflow
      THEN (SELECT max(m.id) FROM inbound_message m WHERE m.review_id = o.id)
        > (SELECT min(m.id) FROM inbound_message m WHERE m.review_id = review_queue.id)
      ELSE (SELECT min(m.id) FROM inbound_message m WHERE m.review_id = o.id)
        > (SELECT max(m.id) FROM inbound_message m WHERE m.review_id = review_queue.id) END)
  AND quoted_wamid IS NOT NULL
  AND EXISTS (
    SELECT 1 FROM allowlist w WHERE w.customer_id = review_queue.customer_id
      AND w.address IN (review_queue.recipient, (SELECT CASE
    WHEN n GLOB '55??9[6-9]???????' THEN substr(n, 1, 4) || substr(n, 6)
    WHEN n GLOB '55??[6-9]???????' THEN substr(n, 1, 4) || '9' || substr(n, 5)
    WHEN n GLOB '521??????????' THEN '52' || substr(n, 4)
    WHEN n GLOB '52??????????' THEN '521' || substr(n, 3)
    WHEN n GLOB '549??????????' THEN '54' || substr(n, 4)
    WHEN n GLOB '54??????????' THEN '549' || substr(n, 3)
    WHEN n GLOB '22901????????' THEN '229' || substr(n, 6)
    WHEN n GLOB '229????????' THEN '22901' || substr(n, 4)
    WHEN n GLOB '22501[014-9][0-3]??????' THEN '225' || substr(n, 6)
    WHEN n GLOB '22505[014-9][4-6]??????' THEN '225' || substr(n, 6)
    WHEN n GLOB '22507[014-9][7-9]??????' THEN '225' || substr(n, 6)
    WHEN n GLOB '225[014-9][0-3]??????' THEN '22501' || substr(n, 4)
    WHEN n GLOB '225[014-9][4-6]??????' THEN '22505' || substr(n, 4)
    WHEN n GLOB '225[014-9][7-9]??????' THEN '22507' || substr(n, 4) END
  FROM (SELECT review_queue.recipient AS n)),
        (SELECT a.entry FROM alias a WHERE a.address = review_queue.recipient)))
  AND NOT EXISTS (
    SELECT 1 FROM address_change c WHERE c.entry IN (review_queue.recipient, (SELECT CASE
    WHEN n GLOB '55??9[6-9]???????' THEN substr(n, 1, 4) || substr(n, 6)
    WHEN n GLOB '55??[6-9]???????' THEN substr(n, 1, 4) || '9' || substr(n, 5)
    WHEN n GLOB '521??????????' THEN '52' || substr(n, 4)
    WHEN n GLOB '52??????????' THEN '521' || substr(n, 3)
    WHEN n GLOB '549??????????' THEN '54' || substr(n, 4)
    WHEN n GLOB '54??????????' THEN '549' || substr(n, 3)
    WHEN n GLOB '22901????????' THEN '229' || substr(n, 6)
    WHEN n GLOB '229????????' THEN '22901' || substr(n, 4)
    WHEN n GLOB '22501[014-9][0-3]??????' THEN '225' || substr(n, 6)
    WHEN n GLOB '22505[014-9][4-6]??????' THEN '225' || substr(n, 6)
    WHEN n GLOB '22507[014-9][7-9]??????' THEN '225' || substr(n, 6)
    WHEN n GLOB '225[014-9][0-3]??????' THEN '22501' || substr(n, 4)
    WHEN n GLOB '225[014-9][4-6]??????' THEN '22505' || substr(n, 4)
    WHEN n GLOB '225[014-9][7-9]??????' THEN '22507' || substr(n, 4) END
  FROM (SELECT review_queue.recipient AS n)),
        (SELECT a.entry FROM alias a WHERE a.address = review_queue.recipient)))
  AND ?11 = 1 AND NOT EXISTS (SELECT 1 FROM bot_switch WHERE id = 1 AND is_on = 0)
  AND (?12 IS NULL OR state = ?12)
RETURNING attempt_id, recipient, quoted_wamid, COALESCE(?13, draft_text) AS text;
--   SEARCH review_queue USING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   SCALAR SUBQUERY 25
--   SEARCH bot_switch USING INTEGER PRIMARY KEY (rowid=?)
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH c USING INDEX decision_of_review (review_id=? AND decided_at>?)
--   SCALAR SUBQUERY 6
--   SEARCH u USING INDEX sqlite_autoindex_reviewer_1 (id=?)
--   SCALAR SUBQUERY 2
--   SEARCH t USING INDEX sqlite_autoindex_reviewer_2 (token_sha256=?)
--   SCALAR SUBQUERY 3
--   SEARCH s USING PRIMARY KEY (id_sha256=?)
--   SCALAR SUBQUERY 4
--   SEARCH e USING INDEX reviewer_email (email=?)
--   CORRELATED SCALAR SUBQUERY 5
--   SEARCH k USING PRIMARY KEY (reviewer_id=? AND key=?)
--   CORRELATED SCALAR SUBQUERY 9
--   SEARCH m USING COVERING INDEX inbound_waiting (sender_id=?)
--   CORRELATED LIST SUBQUERY 8
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   SCAN CONSTANT ROW
--   UNION ALL
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH a USING COVERING INDEX alias_of_entry (entry=?)
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   UNION ALL
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH a USING PRIMARY KEY (address=?)
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   UNION ALL
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH t USING PRIMARY KEY (number=?)
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   UNION ALL
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH t USING COVERING INDEX listed_twice_bsuid (bsuid=?)
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   CORRELATED SCALAR SUBQUERY 16
--   SEARCH o USING INDEX review_by_window (state=?)
--   CORRELATED LIST SUBQUERY 11
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   SCAN CONSTANT ROW
--   UNION ALL
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH a USING COVERING INDEX alias_of_entry (entry=?)
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   UNION ALL
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH a USING PRIMARY KEY (address=?)
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   UNION ALL
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH t USING PRIMARY KEY (number=?)
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   UNION ALL
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH t USING COVERING INDEX listed_twice_bsuid (bsuid=?)
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   CORRELATED SCALAR SUBQUERY 12
--   SEARCH m USING COVERING INDEX inbound_review (review_id=?)
--   CORRELATED SCALAR SUBQUERY 13
--   SEARCH m USING COVERING INDEX inbound_review (review_id=?)
--   CORRELATED SCALAR SUBQUERY 14
--   SEARCH m USING COVERING INDEX inbound_review (review_id=?)
--   CORRELATED SCALAR SUBQUERY 15
--   SEARCH m USING COVERING INDEX inbound_review (review_id=?)
--   CORRELATED SCALAR SUBQUERY 20
--   SEARCH w USING INDEX allowlist_of_customer (customer_id=?)
--   CORRELATED SCALAR SUBQUERY 18
--   CO-ROUTINE (subquery-17)
--   SCAN CONSTANT ROW
--   SCAN (subquery-17)
--   CORRELATED SCALAR SUBQUERY 19
--   SEARCH a USING PRIMARY KEY (address=?)
--   CORRELATED SCALAR SUBQUERY 24
--   SEARCH c USING PRIMARY KEY (entry=?)
--   CORRELATED SCALAR SUBQUERY 22
--   CO-ROUTINE (subquery-21)
--   SCAN CONSTANT ROW
--   SCAN (subquery-21)
--   CORRELATED SCALAR SUBQUERY 23
--   SEARCH a USING PRIMARY KEY (address=?)

-- clear_ledger_alarm
DELETE FROM ledger_alarm WHERE what = ?1;
--   SEARCH ledger_alarm USING PRIMARY KEY (what=?)

-- close_cards_of_customer
UPDATE review_queue SET state = 'expired' WHERE state = 'pending' AND id IN (SELECT id FROM review_queue WHERE customer_id = ?1);
--   SEARCH review_queue USING COVERING INDEX review_by_window (state=?)
--   LIST SUBQUERY 1
--   SEARCH review_queue USING COVERING INDEX review_of_customer (customer_id=?)
--   CREATE BLOOM FILTER

-- connection
SELECT asked_at, due_at, settings, settings_since, account, checks, failing, alerted
FROM connection WHERE id = 1;
--   SEARCH connection USING INTEGER PRIMARY KEY (rowid=?)

-- connection_standing
SELECT asked_at, due_at, settings, settings_since, failing <> '[]' AS failing, alerted
FROM connection WHERE id = 1;
--   SEARCH connection USING INTEGER PRIMARY KEY (rowid=?)

-- count_address_proposals
SELECT count(*) AS n FROM address_proposal;
--   SCAN address_proposal USING COVERING INDEX proposal_of_customer

-- count_products
SELECT iif(rebuilding, (SELECT count(*) FROM products), products) AS total,
  iif(rebuilding, MIN(products, (SELECT count(*) FROM products)), products) AS known, rebuilding
FROM (
  SELECT i.products, b.changed = 1 OR b.work IS NOT NULL AS rebuilding
  FROM product_index i JOIN product_index_build b ON b.id = 1 WHERE i.id = 1);
--   SEARCH i USING INTEGER PRIMARY KEY (rowid=?)
--   SEARCH b USING INTEGER PRIMARY KEY (rowid=?)
--   SCALAR SUBQUERY 1
--   SCAN products USING COVERING INDEX sqlite_autoindex_products_1
--   SCALAR SUBQUERY 2
--   SCAN products USING COVERING INDEX sqlite_autoindex_products_1

-- customer_of_sender
SELECT c.id, c.name, c.language,
  EXISTS (SELECT 1 FROM allowlist a WHERE a.sender_id = ?1 AND a.customer_id = c.id) AS listed
FROM customers c WHERE c.id = COALESCE(
  (SELECT m.customer_id FROM inbound_message m WHERE m.sender_id = ?1 AND m.waiting = 1
   ORDER BY m.admitted_at, m.id LIMIT 1),
  (SELECT q.customer_id FROM review_queue q
   WHERE q.sender_id = ?1 AND q.state = 'pending' AND q.redraft_at IS NOT NULL LIMIT 1),
  (SELECT w.customer_id FROM allowlist w WHERE w.sender_id = ?1));
--   SEARCH c USING INDEX sqlite_autoindex_customers_1 (id=?)
--   SCALAR SUBQUERY 2
--   SEARCH m USING INDEX inbound_waiting (sender_id=?)
--   SCALAR SUBQUERY 3
--   SEARCH q USING INDEX review_one_open (sender_id=?)
--   SCALAR SUBQUERY 4
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH a USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)

-- customers_by_name
SELECT c.id, c.name, c.language,
  (SELECT json_group_array(a.address) FROM allowlist a WHERE a.customer_id = c.id) AS addresses,
  (SELECT count(*) FROM address_proposal p WHERE p.customer_id = c.id) AS proposed
FROM customers c
WHERE (c.folded, c.id) > (COALESCE((SELECT folded FROM customers WHERE id = ?1), ''), ?1) AND (?3 = '' OR instr(c.folded, ?3) OR instr(lower(c.name), ?4) OR instr(lower(c.id), ?4)
    OR (?5 <> '' AND c.id IN (
      SELECT a.customer_id FROM allowlist a WHERE instr(lower(a.address), ?5)
      UNION SELECT a.customer_id FROM alias s JOIN allowlist a ON a.address = s.entry WHERE instr(lower(s.address), ?5)
      UNION SELECT p.customer_id FROM address_proposal p WHERE instr(lower(p.address), ?5))))
  AND (?6 = 0 OR NOT EXISTS (SELECT 1 FROM allowlist a WHERE a.customer_id = c.id)) ORDER BY c.folded, c.id LIMIT ?2;
--   SEARCH c USING INDEX customers_by_name ((folded,id)>(?,?))
--   SCALAR SUBQUERY 3
--   SEARCH customers USING INDEX sqlite_autoindex_customers_1 (id=?)
--   REUSE SUBQUERY 3
--   LIST SUBQUERY 6
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   SCAN a
--   UNION USING TEMP B-TREE
--   SCAN s USING COVERING INDEX alias_of_entry
--   SEARCH a USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   UNION USING TEMP B-TREE
--   SCAN p
--   CREATE BLOOM FILTER
--   CORRELATED SCALAR SUBQUERY 7
--   SEARCH a USING COVERING INDEX allowlist_of_customer (customer_id=?)
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH a USING INDEX allowlist_of_customer (customer_id=?)
--   CORRELATED SCALAR SUBQUERY 2
--   SEARCH p USING COVERING INDEX proposal_of_customer (customer_id=?)

-- customers_without_address
SELECT count(*) AS n FROM customers c
WHERE NOT EXISTS (SELECT 1 FROM allowlist a WHERE a.customer_id = c.id);
--   SCAN c USING COVERING INDEX sqlite_autoindex_customers_1
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH a USING COVERING INDEX allowlist_of_customer (customer_id=?)

-- delete_allowlist
DELETE FROM allowlist WHERE address = ?1 RETURNING address;
--   SEARCH allowlist USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SEARCH address_change USING PRIMARY KEY (entry=?)
--   SEARCH listed_twice USING COVERING INDEX listed_twice_bsuid (bsuid=?)
--   SEARCH listed_twice USING PRIMARY KEY (number=?)
--   SEARCH alias USING INDEX alias_of_entry (entry=?)

-- delete_allowlist_of_customer
DELETE FROM allowlist WHERE customer_id = ?1;
--   SEARCH allowlist USING COVERING INDEX allowlist_of_customer (customer_id=?)
--   SEARCH address_change USING PRIMARY KEY (entry=?)
--   SEARCH listed_twice USING COVERING INDEX listed_twice_bsuid (bsuid=?)
--   SEARCH listed_twice USING PRIMARY KEY (number=?)
--   SEARCH alias USING INDEX alias_of_entry (entry=?)

-- delete_customer
DELETE FROM customers WHERE id = ?1 RETURNING id;
--   SEARCH customers USING INDEX sqlite_autoindex_customers_1 (id=?)
--   SEARCH address_proposal USING COVERING INDEX proposal_of_customer (customer_id=?)
--   SEARCH past_opt_in USING COVERING INDEX past_opt_in_of_customer (customer_id=?)
--   SEARCH allowlist USING COVERING INDEX allowlist_of_customer (customer_id=?)
--   SEARCH orders USING COVERING INDEX orders_recent (customer_id=?)

-- delete_order
DELETE FROM orders WHERE id = ?1 RETURNING id;
--   SEARCH orders USING INDEX sqlite_autoindex_orders_1 (id=?)

-- delete_product
DELETE FROM products WHERE reference = ?1 RETURNING reference;
--   SEARCH products USING INDEX sqlite_autoindex_products_1 (reference=?)

-- delete_saved_reply
DELETE FROM saved_reply WHERE id = ?1 RETURNING id;
--   SEARCH saved_reply USING PRIMARY KEY (id=?)

-- delivery_moves_stamp 1
UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
--   SEARCH desk_stamp USING INTEGER PRIMARY KEY (rowid=?)

-- desk_counts
SELECT (SELECT count(*) FROM review_queue WHERE state = 'pending') AS waiting, (SELECT count(*) FROM (
  SELECT id FROM review_queue WHERE state = 'unknown'
  UNION ALL SELECT id FROM review_queue
    WHERE state IN ('failed', 'expired') AND window_closes_at > ?1 AND erased_at IS NULL
      AND NOT EXISTS (SELECT c.decided_at FROM decision c WHERE c.review_id = review_queue.id AND c.action = 'reject'
      AND c.decided_at >= COALESCE(review_queue.claimed_at, ''))
  UNION ALL SELECT id FROM review_queue WHERE state = 'sending' AND claimed_at < ?2
  UNION ALL SELECT id FROM review_queue WHERE state = 'pending' AND opened_at < ?3
  LIMIT 200)) + (SELECT count(*) FROM address_change) AS stuck,
  (SELECT what FROM ledger_alarm ORDER BY what DESC LIMIT 1) AS alarm;
--   SCAN CONSTANT ROW
--   SCALAR SUBQUERY 1
--   SEARCH review_queue USING COVERING INDEX review_by_window (state=?)
--   SCALAR SUBQUERY 7
--   CO-ROUTINE (subquery-6)
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   SEARCH review_queue USING COVERING INDEX review_by_window (state=?)
--   UNION ALL
--   SEARCH review_queue USING INDEX review_by_window (state=? AND window_closes_at>?)
--   CORRELATED SCALAR SUBQUERY 3
--   SEARCH c USING INDEX decision_of_review (review_id=? AND decided_at>?)
--   UNION ALL
--   SEARCH review_queue USING INDEX review_by_window (state=?)
--   UNION ALL
--   SEARCH review_queue USING INDEX review_by_window (state=?)
--   SCAN (subquery-6)
--   SCALAR SUBQUERY 8
--   SCAN address_change USING COVERING INDEX address_change_to
--   SCALAR SUBQUERY 9
--   SCAN ledger_alarm

-- desk_stamp
SELECT moves FROM desk_stamp WHERE id = 1;
--   SEARCH desk_stamp USING INTEGER PRIMARY KEY (rowid=?)

-- device_listens
INSERT INTO listener (name, position, busy_until)
SELECT d.id, COALESCE((SELECT max(id) FROM run_ledger), 0), ?2 FROM device d
WHERE d.endpoint = ?1 AND NOT EXISTS (SELECT 1 FROM listener l WHERE l.name = d.id);
--   SEARCH d USING COVERING INDEX device_endpoint (endpoint=?)
--   CORRELATED SCALAR SUBQUERY 2
--   SEARCH l USING PRIMARY KEY (name=?)
--   SCALAR SUBQUERY 1
--   SEARCH run_ledger

-- device_to_push_to
SELECT d.id, d.reviewer_id, u.language, d.endpoint, d.p256dh, d.auth,
  (SELECT count(*) FROM review_queue WHERE state = 'pending') AS waiting,
  (SELECT json_group_array(id) FROM (SELECT id FROM review_queue WHERE state = 'pending' LIMIT 60)) AS open
FROM device d JOIN reviewer u ON u.id = d.reviewer_id
WHERE d.id = ?1 AND u.revoked_at IS NULL AND u.role IN ('reviewer', 'admin');
--   SEARCH d USING PRIMARY KEY (id=?)
--   SEARCH u USING INDEX sqlite_autoindex_reviewer_1 (id=?)
--   SCALAR SUBQUERY 1
--   SEARCH review_queue USING COVERING INDEX review_by_window (state=?)
--   SCALAR SUBQUERY 3
--   CO-ROUTINE (subquery-2)
--   SEARCH review_queue USING COVERING INDEX review_by_window (state=?)
--   SCAN (subquery-2)

-- device_told
UPDATE device SET told_at = ?2, told_outcome = ?3 WHERE id = ?1;
--   SEARCH device USING PRIMARY KEY (id=?)

-- devices_of_reviewer
SELECT id, name, added_at, told_at, told_outcome, endpoint IS NOT NULL AS works
FROM device WHERE reviewer_id = ?1 ORDER BY added_at DESC LIMIT 50;
--   SEARCH device USING INDEX device_of_reviewer (reviewer_id=?)
--   USE TEMP B-TREE FOR ORDER BY

-- discard_address_proposal
DELETE FROM address_proposal WHERE address = ?1 RETURNING address;
--   SEARCH address_proposal USING INDEX sqlite_autoindex_address_proposal_1 (address=?)

-- end_phone
UPDATE session SET ended_at = ?2 WHERE id_sha256 = ?1 AND phone = 1 AND ended_at IS NULL
RETURNING id_sha256;
--   SEARCH session USING PRIMARY KEY (id_sha256=?)

-- end_product_index
UPDATE product_index_build SET changed = MAX(changed, ?1), work = NULL, first_words = NULL, write_id = ?2
WHERE id = 1 AND write_id = ?3 RETURNING 1;
--   SEARCH product_index_build USING INTEGER PRIMARY KEY (rowid=?)

-- end_session
UPDATE session SET ended_at = ?2 WHERE id_sha256 = ?1 AND ended_at IS NULL;
--   SEARCH session USING PRIMARY KEY (id_sha256=?)

-- end_trouble
DELETE FROM trouble WHERE what IN (SELECT value FROM json_each(?1));
--   SEARCH trouble USING PRIMARY KEY (what=?)
--   LIST SUBQUERY 1
--   SCAN json_each VIRTUAL TABLE INDEX 1:
--   CREATE BLOOM FILTER

-- entries_of_customer
SELECT a.address, a.customer_id, c.name AS customer_name, c.language, a.opt_in_note, a.added_by, a.added_at,
  (SELECT json_group_array(json_object('address', s.address, 'source', s.source, 'message_ref', s.message_ref,
      'linked_at', s.linked_at)) FROM alias s WHERE s.entry = a.address) AS aliases,
  (SELECT json_object('to', m.address, 'at', m.noticed_at, 'messages', m.messages,
      'last_message_at', m.last_message_at) FROM address_change m WHERE m.entry = a.address) AS moved
FROM allowlist a JOIN customers c ON c.id = a.customer_id
WHERE a.customer_id = ?1 ORDER BY a.address LIMIT 100;
--   SEARCH c USING INDEX sqlite_autoindex_customers_1 (id=?)
--   SEARCH a USING INDEX allowlist_of_customer (customer_id=?)
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH s USING INDEX alias_of_entry (entry=?)
--   CORRELATED SCALAR SUBQUERY 2
--   SEARCH m USING PRIMARY KEY (entry=?)
--   USE TEMP B-TREE FOR ORDER BY

-- erase_answers_of_customer
UPDATE idempotency_key SET answer = NULL, request_sha256 = 'erased'
WHERE answer ->> '$.card.id' IN (SELECT id FROM review_queue WHERE customer_id = ?1)
  OR decision_id IN (SELECT d.id FROM decision d WHERE d.review_id IN (
    SELECT id FROM review_queue WHERE customer_id = ?1));
--   SCAN idempotency_key
--   LIST SUBQUERY 1
--   SEARCH review_queue USING COVERING INDEX review_of_customer (customer_id=?)
--   CREATE BLOOM FILTER
--   LIST SUBQUERY 3
--   SEARCH d USING INDEX decision_of_review (review_id=?)
--   LIST SUBQUERY 2
--   SEARCH review_queue USING COVERING INDEX review_of_customer (customer_id=?)
--   CREATE BLOOM FILTER
--   CREATE BLOOM FILTER

-- erase_attempts
UPDATE send_attempt SET wamid = NULL WHERE started_at < ?1 AND wamid IS NOT NULL;
--   SEARCH send_attempt USING INDEX send_attempt_unerased (started_at<?)

-- erase_attempts_of_customer
UPDATE send_attempt SET wamid = NULL
WHERE decision_id IN (SELECT d.id FROM decision d WHERE d.review_id IN (
  SELECT id FROM review_queue WHERE customer_id = ?1));
--   SEARCH send_attempt USING COVERING INDEX sqlite_autoindex_send_attempt_2 (decision_id=?)
--   LIST SUBQUERY 2
--   SEARCH d USING INDEX decision_of_review (review_id=?)
--   LIST SUBQUERY 1
--   SEARCH review_queue USING COVERING INDEX review_of_customer (customer_id=?)
--   CREATE BLOOM FILTER
--   CREATE BLOOM FILTER

-- erase_cards
UPDATE review_queue SET customer_name = NULL, recipient = NULL, quoted_wamid = NULL, draft_text = NULL, draft_sha256 = NULL, gate_evidence = '[]', named_products = '[]', erased_at = ?2
WHERE id IN (
  SELECT id FROM review_queue WHERE opened_at < ?1 AND erased_at IS NULL ORDER BY opened_at LIMIT 200)
RETURNING id;
--   SEARCH review_queue USING COVERING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   LIST SUBQUERY 1
--   SEARCH review_queue USING INDEX review_unerased (opened_at<?)
--   CREATE BLOOM FILTER

-- erase_cards_of_customer
UPDATE review_queue SET customer_id = 'erased', customer_name = NULL, recipient = NULL, quoted_wamid = NULL, draft_text = NULL, draft_sha256 = NULL, gate_evidence = '[]', named_products = '[]', erased_at = ?2
WHERE id IN (SELECT id FROM review_queue WHERE customer_id = ?1);
--   SEARCH review_queue USING COVERING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   LIST SUBQUERY 1
--   SEARCH review_queue USING COVERING INDEX review_of_customer (customer_id=?)
--   CREATE BLOOM FILTER

-- erase_decisions
UPDATE decision SET text = NULL, text_sha256 = NULL, recipient = NULL, note = NULL
WHERE decided_at < ?1 AND (text IS NOT NULL OR recipient IS NOT NULL OR note IS NOT NULL);
--   SEARCH decision USING INDEX decision_unerased (decided_at<?)

-- erase_decisions_of_customer
UPDATE decision SET text = NULL, text_sha256 = NULL, recipient = NULL, note = NULL
WHERE review_id IN (SELECT id FROM review_queue WHERE customer_id = ?1);
--   SEARCH decision USING COVERING INDEX decision_of_review (review_id=?)
--   LIST SUBQUERY 1
--   SEARCH review_queue USING COVERING INDEX review_of_customer (customer_id=?)
--   CREATE BLOOM FILTER

-- erase_messages
UPDATE inbound_message SET wamid = NULL, reply_to = NULL, text = NULL, order_lines = NULL, media = NULL, details = NULL, erased_at = ?2
WHERE id IN (SELECT id FROM inbound_message WHERE id > (SELECT through FROM retention WHERE what = 'inbound_message')
  ORDER BY id LIMIT CASE WHEN (
    SELECT admitted_at FROM inbound_message
    WHERE id > (SELECT through FROM retention WHERE what = 'inbound_message') ORDER BY id LIMIT 1) < ?1 THEN 500 ELSE 0 END) AND admitted_at < ?1 AND erased_at IS NULL
RETURNING id;
--   SEARCH inbound_message USING INTEGER PRIMARY KEY (rowid=?)
--   LIST SUBQUERY 4
--   SCALAR SUBQUERY 3
--   SEARCH inbound_message USING INTEGER PRIMARY KEY (rowid>?)
--   SCALAR SUBQUERY 2
--   SEARCH retention USING PRIMARY KEY (what=?)
--   SEARCH inbound_message USING INTEGER PRIMARY KEY (rowid>?)
--   SCALAR SUBQUERY 1
--   SEARCH retention USING PRIMARY KEY (what=?)
--   CREATE BLOOM FILTER

-- erase_messages_of_customer
UPDATE inbound_message SET waiting = 0, wamid = NULL, reply_to = NULL, text = NULL, order_lines = NULL, media = NULL, details = NULL,
  customer_id = 'erased', erased_at = COALESCE(erased_at, ?2)
WHERE id IN (
  SELECT id FROM inbound_message WHERE customer_id = ?1 AND erased_at IS NULL
  UNION ALL
  SELECT id FROM inbound_message WHERE review_id IN (SELECT id FROM review_queue WHERE customer_id = ?1));
--   SEARCH inbound_message USING INTEGER PRIMARY KEY (rowid=?)
--   LIST SUBQUERY 3
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   SEARCH inbound_message USING INDEX inbound_of_customer (customer_id=?)
--   CREATE BLOOM FILTER
--   UNION ALL
--   SEARCH inbound_message USING COVERING INDEX inbound_review (review_id=?)
--   LIST SUBQUERY 2
--   SEARCH review_queue USING COVERING INDEX review_of_customer (customer_id=?)
--   CREATE BLOOM FILTER
--   CREATE BLOOM FILTER

-- erase_notes
UPDATE note SET text = NULL
WHERE at < ?1 AND text IS NOT NULL;
--   SEARCH note USING INDEX note_unerased (at<?)

-- erase_notes_of_customer
UPDATE note SET text = NULL
WHERE review_id IN (SELECT id FROM review_queue WHERE customer_id = ?1);
--   SEARCH note USING COVERING INDEX note_of_review (review_id=?)
--   LIST SUBQUERY 1
--   SEARCH review_queue USING COVERING INDEX review_of_customer (customer_id=?)
--   CREATE BLOOM FILTER

-- expire
UPDATE review_queue SET state = 'expired'
WHERE state = 'pending' AND window_closes_at <= ?1 AND opened_at < window_closes_at;
--   SEARCH review_queue USING INDEX review_by_window (state=? AND window_closes_at<?)

-- expire_one
UPDATE review_queue SET state = 'expired', write_id = ?2
WHERE id = ?1 AND state = 'pending' AND window_closes_at <= ?3 AND opened_at < window_closes_at;
--   SEARCH review_queue USING INDEX sqlite_autoindex_review_queue_1 (id=?)

-- export_address_change
SELECT * FROM address_change WHERE entry IN (SELECT address FROM allowlist WHERE customer_id = ?1)
ORDER BY 1, 2 LIMIT ?2 OFFSET ?3;
--   SEARCH address_change USING PRIMARY KEY (entry=?)
--   LIST SUBQUERY 1
--   SEARCH allowlist USING INDEX allowlist_of_customer (customer_id=?)
--   CREATE BLOOM FILTER

-- export_address_proposal
SELECT * FROM address_proposal WHERE customer_id = ?1
ORDER BY 1, 2 LIMIT ?2 OFFSET ?3;
--   SEARCH address_proposal USING INDEX proposal_of_customer (customer_id=?)
--   USE TEMP B-TREE FOR ORDER BY

-- export_alias
SELECT * FROM alias WHERE entry IN (SELECT address FROM allowlist WHERE customer_id = ?1)
ORDER BY 1, 2 LIMIT ?2 OFFSET ?3;
--   SEARCH alias USING INDEX alias_of_entry (entry=?)
--   LIST SUBQUERY 1
--   SEARCH allowlist USING INDEX allowlist_of_customer (customer_id=?)
--   CREATE BLOOM FILTER
--   USE TEMP B-TREE FOR ORDER BY

-- export_allowlist
SELECT * FROM allowlist WHERE customer_id = ?1
ORDER BY 1, 2 LIMIT ?2 OFFSET ?3;
--   SEARCH allowlist USING INDEX allowlist_of_customer (customer_id=?)
--   USE TEMP B-TREE FOR ORDER BY

-- export_customers
SELECT * FROM customers WHERE id = ?1
ORDER BY 1, 2 LIMIT ?2 OFFSET ?3;
--   SEARCH customers USING INDEX sqlite_autoindex_customers_1 (id=?)

-- export_decision
SELECT * FROM decision WHERE review_id IN (SELECT id FROM review_queue WHERE customer_id = ?1)
ORDER BY 1, 2 LIMIT ?2 OFFSET ?3;
--   SEARCH decision USING INDEX decision_of_review (review_id=?)
--   LIST SUBQUERY 1
--   SEARCH review_queue USING COVERING INDEX review_of_customer (customer_id=?)
--   CREATE BLOOM FILTER
--   USE TEMP B-TREE FOR ORDER BY

-- export_idempotency_key
SELECT * FROM idempotency_key WHERE answer ->> '$.card.id' IN (SELECT id FROM review_queue WHERE customer_id = ?1)
  OR decision_id IN (SELECT d.id FROM decision d WHERE d.review_id IN (
    SELECT id FROM review_queue WHERE customer_id = ?1))
ORDER BY 1, 2 LIMIT ?2 OFFSET ?3;
--   SCAN idempotency_key
--   LIST SUBQUERY 1
--   SEARCH review_queue USING COVERING INDEX review_of_customer (customer_id=?)
--   CREATE BLOOM FILTER
--   LIST SUBQUERY 3
--   SEARCH d USING INDEX decision_of_review (review_id=?)
--   LIST SUBQUERY 2
--   SEARCH review_queue USING COVERING INDEX review_of_customer (customer_id=?)
--   CREATE BLOOM FILTER
--   CREATE BLOOM FILTER

-- export_inbound_message
SELECT * FROM inbound_message WHERE id IN (
  SELECT id FROM inbound_message WHERE customer_id = ?1 AND erased_at IS NULL
  UNION ALL
  SELECT id FROM inbound_message WHERE review_id IN (SELECT id FROM review_queue WHERE customer_id = ?1))
ORDER BY 1, 2 LIMIT ?2 OFFSET ?3;
--   SEARCH inbound_message USING INTEGER PRIMARY KEY (rowid=?)
--   LIST SUBQUERY 3
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   SEARCH inbound_message USING INDEX inbound_of_customer (customer_id=?)
--   CREATE BLOOM FILTER
--   UNION ALL
--   SEARCH inbound_message USING COVERING INDEX inbound_review (review_id=?)
--   LIST SUBQUERY 2
--   SEARCH review_queue USING COVERING INDEX review_of_customer (customer_id=?)
--   CREATE BLOOM FILTER
--   CREATE BLOOM FILTER

-- export_listed_twice
SELECT * FROM listed_twice WHERE number IN (SELECT address FROM allowlist WHERE customer_id = ?1)
  OR bsuid IN (SELECT address FROM allowlist WHERE customer_id = ?1)
ORDER BY 1, 2 LIMIT ?2 OFFSET ?3;
--   MULTI-INDEX OR
--   INDEX 1
--   LIST SUBQUERY 1
--   SEARCH allowlist USING INDEX allowlist_of_customer (customer_id=?)
--   CREATE BLOOM FILTER
--   SEARCH listed_twice USING PRIMARY KEY (number=?)
--   INDEX 2
--   LIST SUBQUERY 2
--   SEARCH allowlist USING INDEX allowlist_of_customer (customer_id=?)
--   CREATE BLOOM FILTER
--   SEARCH listed_twice USING COVERING INDEX listed_twice_bsuid (bsuid=?)
--   USE TEMP B-TREE FOR ORDER BY

-- export_named_products
SELECT id, named_products FROM review_queue WHERE id IN (SELECT review_id FROM inbound_message WHERE id IN (
  SELECT id FROM inbound_message WHERE customer_id = ?1 AND erased_at IS NULL
  UNION ALL
  SELECT id FROM inbound_message WHERE review_id IN (SELECT id FROM review_queue WHERE customer_id = ?1))
ORDER BY id LIMIT ?2 OFFSET ?3) AND named_products <> '[]';
--   SEARCH review_queue USING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   LIST SUBQUERY 4
--   SEARCH inbound_message USING INTEGER PRIMARY KEY (rowid=?)
--   LIST SUBQUERY 3
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   SEARCH inbound_message USING INDEX inbound_of_customer (customer_id=?)
--   CREATE BLOOM FILTER
--   UNION ALL
--   SEARCH inbound_message USING COVERING INDEX inbound_review (review_id=?)
--   LIST SUBQUERY 2
--   SEARCH review_queue USING COVERING INDEX review_of_customer (customer_id=?)
--   CREATE BLOOM FILTER
--   CREATE BLOOM FILTER
--   CREATE BLOOM FILTER

-- export_note
SELECT * FROM note WHERE review_id IN (SELECT id FROM review_queue WHERE customer_id = ?1)
ORDER BY 1, 2 LIMIT ?2 OFFSET ?3;
--   SEARCH note USING INDEX note_of_review (review_id=?)
--   LIST SUBQUERY 1
--   SEARCH review_queue USING COVERING INDEX review_of_customer (customer_id=?)
--   CREATE BLOOM FILTER
--   USE TEMP B-TREE FOR ORDER BY

-- export_orders
SELECT * FROM orders WHERE customer_id = ?1
ORDER BY 1, 2 LIMIT ?2 OFFSET ?3;
--   SEARCH orders USING INDEX orders_recent (customer_id=?)
--   USE TEMP B-TREE FOR ORDER BY

-- export_past_opt_in
SELECT * FROM past_opt_in WHERE customer_id = ?1
ORDER BY 1, 2 LIMIT ?2 OFFSET ?3;
--   SEARCH past_opt_in USING INDEX past_opt_in_of_customer (customer_id=?)

-- export_review_queue
SELECT * FROM review_queue WHERE id IN (SELECT id FROM review_queue WHERE customer_id = ?1)
ORDER BY 1, 2 LIMIT ?2 OFFSET ?3;
--   SEARCH review_queue USING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   LIST SUBQUERY 1
--   SEARCH review_queue USING COVERING INDEX review_of_customer (customer_id=?)
--   CREATE BLOOM FILTER

-- export_send_attempt
SELECT * FROM send_attempt WHERE decision_id IN (SELECT d.id FROM decision d WHERE d.review_id IN (
  SELECT id FROM review_queue WHERE customer_id = ?1))
ORDER BY 1, 2 LIMIT ?2 OFFSET ?3;
--   SEARCH send_attempt USING INDEX sqlite_autoindex_send_attempt_2 (decision_id=?)
--   LIST SUBQUERY 2
--   SEARCH d USING INDEX decision_of_review (review_id=?)
--   LIST SUBQUERY 1
--   SEARCH review_queue USING COVERING INDEX review_of_customer (customer_id=?)
--   CREATE BLOOM FILTER
--   CREATE BLOOM FILTER
--   USE TEMP B-TREE FOR ORDER BY

-- find_address_proposal
SELECT p.address, p.customer_id, c.name AS customer_name, c.language, p.opt_in_note, p.proposed_by,
  p.proposed_at, p.completed
FROM address_proposal p JOIN customers c ON c.id = p.customer_id
WHERE p.address = ?1;
--   SEARCH p USING INDEX sqlite_autoindex_address_proposal_1 (address=?)
--   SEARCH c USING INDEX sqlite_autoindex_customers_1 (id=?)

-- find_allowlist
SELECT a.address, a.customer_id, c.name AS customer_name, c.language, a.opt_in_note, a.added_by, a.added_at,
  (SELECT json_group_array(json_object('address', s.address, 'source', s.source, 'message_ref', s.message_ref,
      'linked_at', s.linked_at)) FROM alias s WHERE s.entry = a.address) AS aliases,
  (SELECT json_object('to', m.address, 'at', m.noticed_at, 'messages', m.messages,
      'last_message_at', m.last_message_at) FROM address_change m WHERE m.entry = a.address) AS moved
FROM allowlist a JOIN customers c ON c.id = a.customer_id
WHERE a.address = ?1;
--   SEARCH a USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SEARCH c USING INDEX sqlite_autoindex_customers_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH s USING INDEX alias_of_entry (entry=?)
--   CORRELATED SCALAR SUBQUERY 2
--   SEARCH m USING PRIMARY KEY (entry=?)

-- find_card
SELECT r.id, r.state, r.version, r.window_closes_at, r.draft_text, r.draft_sha256, r.may_retry,
  iif(r.state = 'failed', (SELECT c.decided_at FROM decision c WHERE c.review_id = r.id AND c.action = 'reject'
      AND c.decided_at >= COALESCE(r.claimed_at, '') ORDER BY c.decided_at DESC LIMIT 1), NULL) AS closed_at,
  (SELECT json_group_array(json_object('entry', w.address,
      'aliases', json((SELECT json_group_array(a.address) FROM alias a WHERE a.entry = w.address)),
      'moved', json((SELECT json_object('to', c.address, 'at', c.noticed_at, 'messages', c.messages)
        FROM address_change c WHERE c.entry = w.address))))
    FROM allowlist w WHERE w.customer_id = r.customer_id) AS listing,
  EXISTS (SELECT 1 FROM allowlist w WHERE w.customer_id = r.customer_id AND w.added_at <= r.opened_at) AS still_listed,
  r.sender_id, r.customer_id, r.customer_name, r.recipient, r.opened_at, r.received_at, r.previous_id, r.gate_verdict, r.gate_why,
  r.gate_evidence, r.named_products, r.words_version, k.was_order, r.draft_language, r.draft_source, r.draft_model, r.draft_prompt, r.draft_fallback, r.error_code,
  r.answered_elsewhere_at, r.overflow,
  (SELECT count(*) FROM inbound_message m WHERE m.review_id = r.id) AS messages,
  d.action, d.decided_at, d.text AS decision_text, d.reason, u.name AS decided_by,
  a.id AS attempt, a.delivery_rank, a.wamid,
  h.reviewer_id AS held_id, hu.name AS held_by, h.until AS held_until,
  lu.name AS put_off_by, l.until AS put_off_until,
  (SELECT json_group_array(json_array(n.text,
      COALESCE((SELECT nu.name FROM reviewer nu WHERE nu.id = n.reviewer_id), ''), n.at))
    FROM note n WHERE n.review_id = r.id) AS notes,
  (SELECT json_group_array(json_array(id, title)) FROM (
      SELECT o.id, o.title FROM saved_reply o
      WHERE r.state IN ('pending', 'failed') AND (r.draft_sha256 IS NULL OR instr(r.gate_evidence, '"question"') OR instr(r.gate_evidence, '"after_order"')
        OR instr(r.gate_evidence, '"complaint"') OR instr(r.gate_evidence, '"return"')
        OR instr(r.gate_evidence, '"cancellation"')) AND o.language = COALESCE(r.draft_language,
        (SELECT lower(substr(c.language, 1, 2)) FROM customers c WHERE c.id = r.customer_id), 'fr')
      ORDER BY o.position, o.id)) AS choices
FROM review_queue r
LEFT JOIN decision d ON d.id = r.decision_id
LEFT JOIN reviewer u ON u.id = d.reviewer_id
LEFT JOIN send_attempt a ON a.id = r.attempt_id
LEFT JOIN shape_mark k ON k.review_id = r.id
LEFT JOIN hold h ON h.review_id = r.id
LEFT JOIN reviewer hu ON hu.id = h.reviewer_id
LEFT JOIN later l ON l.review_id = r.id
LEFT JOIN reviewer lu ON lu.id = l.reviewer_id
WHERE r.id = ?1;
--   SEARCH r USING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   SEARCH d USING INDEX sqlite_autoindex_decision_1 (id=?) LEFT-JOIN
--   SEARCH u USING INDEX sqlite_autoindex_reviewer_1 (id=?) LEFT-JOIN
--   SEARCH a USING INDEX sqlite_autoindex_send_attempt_1 (id=?) LEFT-JOIN
--   SEARCH k USING INDEX sqlite_autoindex_shape_mark_1 (review_id=?) LEFT-JOIN
--   SEARCH h USING PRIMARY KEY (review_id=?) LEFT-JOIN
--   SEARCH hu USING INDEX sqlite_autoindex_reviewer_1 (id=?) LEFT-JOIN
--   SEARCH l USING PRIMARY KEY (review_id=?) LEFT-JOIN
--   SEARCH lu USING INDEX sqlite_autoindex_reviewer_1 (id=?) LEFT-JOIN
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH c USING INDEX decision_of_review (review_id=? AND decided_at>?)
--   CORRELATED SCALAR SUBQUERY 4
--   SEARCH w USING INDEX allowlist_of_customer (customer_id=?)
--   CORRELATED SCALAR SUBQUERY 2
--   SEARCH a USING COVERING INDEX alias_of_entry (entry=?)
--   CORRELATED SCALAR SUBQUERY 3
--   SEARCH c USING PRIMARY KEY (entry=?)
--   CORRELATED SCALAR SUBQUERY 5
--   SEARCH w USING INDEX allowlist_of_customer (customer_id=?)
--   CORRELATED SCALAR SUBQUERY 6
--   SEARCH m USING COVERING INDEX inbound_review (review_id=?)
--   CORRELATED SCALAR SUBQUERY 8
--   SEARCH n USING INDEX note_of_review (review_id=?)
--   CORRELATED SCALAR SUBQUERY 7
--   SEARCH nu USING INDEX sqlite_autoindex_reviewer_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 11
--   CO-ROUTINE (subquery-10)
--   SEARCH o USING INDEX saved_reply_in_order (language=?)
--   CORRELATED SCALAR SUBQUERY 9
--   SEARCH c USING INDEX sqlite_autoindex_customers_1 (id=?)
--   SCAN (subquery-10)

-- find_cards
SELECT r.id, r.state, r.version, r.window_closes_at, r.draft_text, r.draft_sha256, r.may_retry,
  iif(r.state = 'failed', (SELECT c.decided_at FROM decision c WHERE c.review_id = r.id AND c.action = 'reject'
      AND c.decided_at >= COALESCE(r.claimed_at, '') ORDER BY c.decided_at DESC LIMIT 1), NULL) AS closed_at,
  (SELECT json_group_array(json_object('entry', w.address,
      'aliases', json((SELECT json_group_array(a.address) FROM alias a WHERE a.entry = w.address)),
      'moved', json((SELECT json_object('to', c.address, 'at', c.noticed_at, 'messages', c.messages)
        FROM address_change c WHERE c.entry = w.address))))
    FROM allowlist w WHERE w.customer_id = r.customer_id) AS listing,
  EXISTS (SELECT 1 FROM allowlist w WHERE w.customer_id = r.customer_id AND w.added_at <= r.opened_at) AS still_listed,
  r.sender_id, r.customer_id, r.customer_name, r.recipient, r.opened_at, r.received_at, r.previous_id, r.gate_verdict, r.gate_why,
  r.gate_evidence, r.named_products, r.words_version, k.was_order, r.draft_language, r.draft_source, r.draft_model, r.draft_prompt, r.draft_fallback, r.error_code,
  r.answered_elsewhere_at, r.overflow,
  (SELECT count(*) FROM inbound_message m WHERE m.review_id = r.id) AS messages,
  d.action, d.decided_at, d.text AS decision_text, d.reason, u.name AS decided_by,
  a.id AS attempt, a.delivery_rank, a.wamid,
  h.reviewer_id AS held_id, hu.name AS held_by, h.until AS held_until,
  lu.name AS put_off_by, l.until AS put_off_until,
  (SELECT json_group_array(json_array(n.text,
      COALESCE((SELECT nu.name FROM reviewer nu WHERE nu.id = n.reviewer_id), ''), n.at))
    FROM note n WHERE n.review_id = r.id) AS notes,
  (SELECT json_group_array(json_array(id, title)) FROM (
      SELECT o.id, o.title FROM saved_reply o
      WHERE r.state IN ('pending', 'failed') AND (r.draft_sha256 IS NULL OR instr(r.gate_evidence, '"question"') OR instr(r.gate_evidence, '"after_order"')
        OR instr(r.gate_evidence, '"complaint"') OR instr(r.gate_evidence, '"return"')
        OR instr(r.gate_evidence, '"cancellation"')) AND o.language = COALESCE(r.draft_language,
        (SELECT lower(substr(c.language, 1, 2)) FROM customers c WHERE c.id = r.customer_id), 'fr')
      ORDER BY o.position, o.id)) AS choices
FROM review_queue r
LEFT JOIN decision d ON d.id = r.decision_id
LEFT JOIN reviewer u ON u.id = d.reviewer_id
LEFT JOIN send_attempt a ON a.id = r.attempt_id
LEFT JOIN shape_mark k ON k.review_id = r.id
LEFT JOIN hold h ON h.review_id = r.id
LEFT JOIN reviewer hu ON hu.id = h.reviewer_id
LEFT JOIN later l ON l.review_id = r.id
LEFT JOIN reviewer lu ON lu.id = l.reviewer_id
WHERE r.id IN (SELECT value FROM json_each(?1));
--   SEARCH r USING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   LIST SUBQUERY 12
--   SCAN json_each VIRTUAL TABLE INDEX 1:
--   CREATE BLOOM FILTER
--   SEARCH d USING INDEX sqlite_autoindex_decision_1 (id=?) LEFT-JOIN
--   SEARCH u USING INDEX sqlite_autoindex_reviewer_1 (id=?) LEFT-JOIN
--   SEARCH a USING INDEX sqlite_autoindex_send_attempt_1 (id=?) LEFT-JOIN
--   SEARCH k USING INDEX sqlite_autoindex_shape_mark_1 (review_id=?) LEFT-JOIN
--   SEARCH h USING PRIMARY KEY (review_id=?) LEFT-JOIN
--   SEARCH hu USING INDEX sqlite_autoindex_reviewer_1 (id=?) LEFT-JOIN
--   SEARCH l USING PRIMARY KEY (review_id=?) LEFT-JOIN
--   SEARCH lu USING INDEX sqlite_autoindex_reviewer_1 (id=?) LEFT-JOIN
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH c USING INDEX decision_of_review (review_id=? AND decided_at>?)
--   CORRELATED SCALAR SUBQUERY 4
--   SEARCH w USING INDEX allowlist_of_customer (customer_id=?)
--   CORRELATED SCALAR SUBQUERY 2
--   SEARCH a USING COVERING INDEX alias_of_entry (entry=?)
--   CORRELATED SCALAR SUBQUERY 3
--   SEARCH c USING PRIMARY KEY (entry=?)
--   CORRELATED SCALAR SUBQUERY 5
--   SEARCH w USING INDEX allowlist_of_customer (customer_id=?)
--   CORRELATED SCALAR SUBQUERY 6
--   SEARCH m USING COVERING INDEX inbound_review (review_id=?)
--   CORRELATED SCALAR SUBQUERY 8
--   SEARCH n USING INDEX note_of_review (review_id=?)
--   CORRELATED SCALAR SUBQUERY 7
--   SEARCH nu USING INDEX sqlite_autoindex_reviewer_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 11
--   CO-ROUTINE (subquery-10)
--   SEARCH o USING INDEX saved_reply_in_order (language=?)
--   CORRELATED SCALAR SUBQUERY 9
--   SEARCH c USING INDEX sqlite_autoindex_customers_1 (id=?)
--   SCAN (subquery-10)

-- find_customer
SELECT id, name, language FROM customers WHERE id = ?1;
--   SEARCH customers USING INDEX sqlite_autoindex_customers_1 (id=?)

-- find_history
SELECT r.id, r.state, r.version, r.window_closes_at, r.draft_text, r.draft_sha256, r.may_retry,
  iif(r.state = 'failed', (SELECT c.decided_at FROM decision c WHERE c.review_id = r.id AND c.action = 'reject'
      AND c.decided_at >= COALESCE(r.claimed_at, '') ORDER BY c.decided_at DESC LIMIT 1), NULL) AS closed_at,
  (SELECT json_group_array(json_object('entry', w.address,
      'aliases', json((SELECT json_group_array(a.address) FROM alias a WHERE a.entry = w.address)),
      'moved', json((SELECT json_object('to', c.address, 'at', c.noticed_at, 'messages', c.messages)
        FROM address_change c WHERE c.entry = w.address))))
    FROM allowlist w WHERE w.customer_id = r.customer_id) AS listing,
  EXISTS (SELECT 1 FROM allowlist w WHERE w.customer_id = r.customer_id AND w.added_at <= r.opened_at) AS still_listed,
  r.sender_id, r.customer_id, r.customer_name, r.recipient, r.opened_at, r.received_at, r.previous_id, r.gate_verdict, r.gate_why,
  r.gate_evidence, r.named_products, r.words_version, k.was_order, r.draft_language, r.draft_source, r.draft_model, r.draft_prompt, r.draft_fallback, r.error_code,
  r.answered_elsewhere_at, r.overflow,
  (SELECT count(*) FROM inbound_message m WHERE m.review_id = r.id) AS messages,
  d.action, d.decided_at, d.text AS decision_text, d.reason, u.name AS decided_by,
  a.id AS attempt, a.delivery_rank, a.wamid,
  h.reviewer_id AS held_id, hu.name AS held_by, h.until AS held_until,
  lu.name AS put_off_by, l.until AS put_off_until,
  (SELECT json_group_array(json_array(n.text,
      COALESCE((SELECT nu.name FROM reviewer nu WHERE nu.id = n.reviewer_id), ''), n.at))
    FROM note n WHERE n.review_id = r.id) AS notes,
  (SELECT json_group_array(json_array(id, title)) FROM (
      SELECT o.id, o.title FROM saved_reply o
      WHERE r.state IN ('pending', 'failed') AND (r.draft_sha256 IS NULL OR instr(r.gate_evidence, '"question"') OR instr(r.gate_evidence, '"after_order"')
        OR instr(r.gate_evidence, '"complaint"') OR instr(r.gate_evidence, '"return"')
        OR instr(r.gate_evidence, '"cancellation"')) AND o.language = COALESCE(r.draft_language,
        (SELECT lower(substr(c.language, 1, 2)) FROM customers c WHERE c.id = r.customer_id), 'fr')
      ORDER BY o.position, o.id)) AS choices
FROM review_queue r
LEFT JOIN decision d ON d.id = r.decision_id
LEFT JOIN reviewer u ON u.id = d.reviewer_id
LEFT JOIN send_attempt a ON a.id = r.attempt_id
LEFT JOIN shape_mark k ON k.review_id = r.id
LEFT JOIN hold h ON h.review_id = r.id
LEFT JOIN reviewer hu ON hu.id = h.reviewer_id
LEFT JOIN later l ON l.review_id = r.id
LEFT JOIN reviewer lu ON lu.id = l.reviewer_id
WHERE r.opened_at >= ?1 AND r.opened_at < ?2
  AND (?3 IS NULL OR (r.opened_at, r.id) < (?3, ?4))
  AND r.state NOT IN ('pending', 'sending')
  AND (?5 IS NULL OR r.customer_id = ?5)
  AND (?6 IS NULL OR r.state = ?6)
  AND (?7 IS NULL OR (d.action = ?7 AND (r.gate_why IS NULL) = ?11))
  AND (?8 IS NULL OR EXISTS (
    SELECT 1 FROM (
      SELECT r.customer_name AS words UNION ALL SELECT r.draft_text UNION ALL SELECT d.text UNION ALL SELECT d.note
      UNION ALL SELECT COALESCE(m.text, '') || ' ' || COALESCE(m.order_lines, '') || ' ' || COALESCE(m.details, '')
        || ' ' || COALESCE(m.media ->> '$.filename', '')
      FROM inbound_message m WHERE m.review_id = r.id)
    WHERE instr(lower(words), ?8) OR instr(lower(words), ?10)))
ORDER BY r.opened_at DESC, r.id DESC LIMIT ?9;
--   SEARCH r USING INDEX review_opened (opened_at>? AND opened_at<?)
--   SEARCH d USING INDEX sqlite_autoindex_decision_1 (id=?) LEFT-JOIN
--   CORRELATED SCALAR SUBQUERY 17
--   CO-ROUTINE (subquery-16)
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   SCAN CONSTANT ROW
--   UNION ALL
--   SCAN CONSTANT ROW
--   UNION ALL
--   SCAN CONSTANT ROW
--   UNION ALL
--   SCAN CONSTANT ROW
--   UNION ALL
--   SEARCH m USING INDEX inbound_review (review_id=?)
--   SCAN (subquery-16)
--   SEARCH u USING INDEX sqlite_autoindex_reviewer_1 (id=?) LEFT-JOIN
--   SEARCH a USING INDEX sqlite_autoindex_send_attempt_1 (id=?) LEFT-JOIN
--   SEARCH k USING INDEX sqlite_autoindex_shape_mark_1 (review_id=?) LEFT-JOIN
--   SEARCH h USING PRIMARY KEY (review_id=?) LEFT-JOIN
--   SEARCH hu USING INDEX sqlite_autoindex_reviewer_1 (id=?) LEFT-JOIN
--   SEARCH l USING PRIMARY KEY (review_id=?) LEFT-JOIN
--   SEARCH lu USING INDEX sqlite_autoindex_reviewer_1 (id=?) LEFT-JOIN
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH c USING INDEX decision_of_review (review_id=? AND decided_at>?)
--   CORRELATED SCALAR SUBQUERY 4
--   SEARCH w USING INDEX allowlist_of_customer (customer_id=?)
--   CORRELATED SCALAR SUBQUERY 2
--   SEARCH a USING COVERING INDEX alias_of_entry (entry=?)
--   CORRELATED SCALAR SUBQUERY 3
--   SEARCH c USING PRIMARY KEY (entry=?)
--   CORRELATED SCALAR SUBQUERY 5
--   SEARCH w USING INDEX allowlist_of_customer (customer_id=?)
--   CORRELATED SCALAR SUBQUERY 6
--   SEARCH m USING COVERING INDEX inbound_review (review_id=?)
--   CORRELATED SCALAR SUBQUERY 8
--   SEARCH n USING INDEX note_of_review (review_id=?)
--   CORRELATED SCALAR SUBQUERY 7
--   SEARCH nu USING INDEX sqlite_autoindex_reviewer_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 11
--   CO-ROUTINE (subquery-10)
--   SEARCH o USING INDEX saved_reply_in_order (language=?)
--   CORRELATED SCALAR SUBQUERY 9
--   SEARCH c USING INDEX sqlite_autoindex_customers_1 (id=?)
--   SCAN (subquery-10)

-- find_idempotency_key
SELECT request_sha256, decision_id, answer FROM idempotency_key WHERE reviewer_id = (SELECT u.id FROM reviewer u WHERE u.id = COALESCE(
    (SELECT t.id FROM reviewer t WHERE t.token_sha256 = ?1 ->> 'token'),
    (SELECT s.reviewer_id FROM session s WHERE s.id_sha256 = ?1 ->> 'session'
      AND s.seen_at > iif(s.phone, ?1 ->> 'phone_idle_since', ?1 ->> 'idle_since')
      AND s.created_at > iif(s.phone, ?1 ->> 'phone_begun_since', ?1 ->> 'begun_since') AND s.ended_at IS NULL),
    (SELECT e.id FROM reviewer e WHERE e.email = ?1 ->> 'email'))
  AND u.revoked_at IS NULL AND u.role IN ('reviewer', 'admin') AND u.assistant = 0) AND key = ?2;
--   SEARCH idempotency_key USING PRIMARY KEY (reviewer_id=? AND key=?)
--   SCALAR SUBQUERY 4
--   SEARCH u USING INDEX sqlite_autoindex_reviewer_1 (id=?)
--   SCALAR SUBQUERY 1
--   SEARCH t USING INDEX sqlite_autoindex_reviewer_2 (token_sha256=?)
--   SCALAR SUBQUERY 2
--   SEARCH s USING PRIMARY KEY (id_sha256=?)
--   SCALAR SUBQUERY 3
--   SEARCH e USING INDEX reviewer_email (email=?)

-- find_product
SELECT CAST(reference AS TEXT) AS reference, CAST(name AS TEXT) AS name, CAST(aliases AS TEXT) AS aliases
FROM products WHERE reference = ?1;
--   SEARCH products USING INDEX sqlite_autoindex_products_1 (reference=?)

-- find_saved_reply
SELECT id, language, position, title, text FROM saved_reply WHERE id = ?1;
--   SEARCH saved_reply USING PRIMARY KEY (id=?)

-- finish_attempt
UPDATE send_attempt SET outcome = ?2, error_code = ?3, finished_at = ?5, wamid = CASE
  WHEN (SELECT erased_at FROM review_queue r WHERE r.id = send_attempt.review_id) IS NULL THEN COALESCE(wamid, ?4) END
WHERE id = ?1 AND (outcome IS NULL OR outcome = 'unknown');
--   SEARCH send_attempt USING INDEX sqlite_autoindex_send_attempt_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH r USING INDEX sqlite_autoindex_review_queue_1 (id=?)

-- finish_card
UPDATE review_queue SET state = ?4, error_code = ?5, may_retry = ?6, write_id = ?3
WHERE id = ?1 AND attempt_id = ?2 AND (state IN ('sending', 'unknown') OR (
  ?4 = 'sent' AND state = 'failed'
    AND EXISTS (SELECT 1 FROM send_attempt a WHERE a.id = ?2 AND a.delivery_rank = 0)));
--   SEARCH review_queue USING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   SCALAR SUBQUERY 1
--   SEARCH a USING INDEX sqlite_autoindex_send_attempt_1 (id=?)

-- fold_status 1
UPDATE send_attempt SET delivery_rank = ?,
    delivery_error = iif(? = 2, ?, NULL),
    may_retry = iif(? = 2, ?, 0),
    wamid = iif((SELECT r.erased_at FROM review_queue r WHERE r.id = send_attempt.review_id) IS NULL,
      COALESCE(send_attempt.wamid, ?), NULL)
  WHERE id = COALESCE(?, (SELECT id FROM send_attempt WHERE wamid = ?))
    AND (? > delivery_rank OR (? = 2 AND delivery_rank = 2 AND ? > delivery_error));
--   SEARCH send_attempt USING INDEX sqlite_autoindex_send_attempt_1 (id=?)
--   SCALAR SUBQUERY 2
--   SEARCH send_attempt USING INDEX send_attempt_wamid (wamid=?)
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH r USING INDEX sqlite_autoindex_review_queue_1 (id=?)

-- fold_status 2
INSERT INTO run_ledger (at, invocation, step, outcome, review_id, reason)
  SELECT ?, ?, 'status', ?,
    (SELECT review_id FROM send_attempt
     WHERE id = COALESCE(?, (SELECT id FROM send_attempt WHERE wamid = ?))),
    iif(COALESCE(?, (SELECT id FROM send_attempt WHERE wamid = ?)) IS NULL, 'not_ours', ?)
  WHERE NOT EXISTS (
    SELECT 1 FROM send_attempt a JOIN run_ledger l ON l.review_id = a.review_id
    WHERE a.id = COALESCE(?, (SELECT id FROM send_attempt WHERE wamid = ?))
      AND l.step = 'status' AND l.outcome = ? AND l.reason IS CAST(? AS TEXT)
      AND l.at >= a.started_at);
--   SCAN CONSTANT ROW
--   SCALAR SUBQUERY 5
--   SEARCH a USING INDEX sqlite_autoindex_send_attempt_1 (id=?)
--   SCALAR SUBQUERY 4
--   SEARCH send_attempt USING INDEX send_attempt_wamid (wamid=?)
--   SEARCH l USING INDEX run_ledger_review (review_id=?)
--   SCALAR SUBQUERY 2
--   SEARCH send_attempt USING INDEX sqlite_autoindex_send_attempt_1 (id=?)
--   SCALAR SUBQUERY 1
--   SEARCH send_attempt USING INDEX send_attempt_wamid (wamid=?)
--   SCALAR SUBQUERY 3
--   SEARCH send_attempt USING INDEX send_attempt_wamid (wamid=?)

-- fold_status 3
INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, reason)
  SELECT ?, ?, 'send', iif(a.delivery_rank = 2, 'failed', 'sent'), r.id, r.version, 'by_status'
  FROM send_attempt a JOIN review_queue r ON r.id = a.review_id AND r.attempt_id = a.id
  WHERE a.id = COALESCE(?, (SELECT id FROM send_attempt WHERE wamid = ?)) AND (
    a.delivery_rank = 2 AND r.state IN ('sending', 'unknown', 'sent')
    OR a.delivery_rank IN (1, 3, 4) AND r.state IN ('sending', 'unknown', 'failed'));
--   SEARCH a USING INDEX sqlite_autoindex_send_attempt_1 (id=?)
--   SCALAR SUBQUERY 1
--   SEARCH send_attempt USING INDEX send_attempt_wamid (wamid=?)
--   SEARCH r USING INDEX sqlite_autoindex_review_queue_1 (id=?)

-- fold_status 4
UPDATE review_queue SET state = iif(a.delivery_rank = 2, 'failed', 'sent'), error_code = a.delivery_error,
    may_retry = a.may_retry
  FROM send_attempt a
  WHERE a.id = COALESCE(?, (SELECT id FROM send_attempt WHERE wamid = ?))
    AND a.delivery_rank > 0 AND review_queue.id = a.review_id AND review_queue.attempt_id = a.id
    AND review_queue.state IN ('sending', 'unknown', 'sent', 'failed');
--   SEARCH a USING INDEX sqlite_autoindex_send_attempt_1 (id=?)
--   SCALAR SUBQUERY 1
--   SEARCH send_attempt USING INDEX send_attempt_wamid (wamid=?)
--   SEARCH review_queue USING INDEX sqlite_autoindex_review_queue_1 (id=?)

-- fold_statuses
WITH status AS (
  SELECT COALESCE(
      (SELECT id FROM send_attempt WHERE id = s.value ->> 'attempt'),
      (SELECT id FROM send_attempt WHERE wamid = s.value ->> 'wamid')) AS ours, s.value AS said
  FROM json_each(?1, '$.list') AS s)
INSERT INTO delivery_status (attempt, wamid, word, rank, error, may_retry, invocation, at)
SELECT ours, said ->> 'wamid', said ->> 'word', said ->> 'rank', said ->> 'error', said ->> 'may_retry',
  ?1 ->> 'invocation', ?1 ->> 'at'
FROM status WHERE ours IS NOT NULL;
--   SCAN s VIRTUAL TABLE INDEX 3:
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH send_attempt USING COVERING INDEX sqlite_autoindex_send_attempt_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 2
--   SEARCH send_attempt USING INDEX send_attempt_wamid (wamid=?)
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH send_attempt USING COVERING INDEX sqlite_autoindex_send_attempt_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 2
--   SEARCH send_attempt USING INDEX send_attempt_wamid (wamid=?)

-- forget_device_of_another
DELETE FROM device WHERE endpoint = ?1 AND reviewer_id <> ?2;
--   SEARCH device USING INDEX device_endpoint (endpoint=?)

-- forget_given_up_device
DELETE FROM device WHERE reviewer_id = ?1 AND name = ?2 AND endpoint IS NULL;
--   SEARCH device USING INDEX device_of_reviewer (reviewer_id=?)

-- forget_holds
DELETE FROM hold WHERE until <= ?1;
--   SEARCH hold USING INDEX hold_until (until<?)

-- forget_idempotency_keys
DELETE FROM idempotency_key WHERE created_at < ?1;
--   SEARCH idempotency_key USING INDEX idempotency_key_age (created_at<?)

-- forget_later
DELETE FROM later WHERE until <= ?1;
--   SEARCH later USING INDEX later_until (until<?)

-- forget_listeners
DELETE FROM listener
WHERE name NOT IN ('crm', 'chat', 'alerts') AND name NOT GLOB 'everybody*'
  AND NOT EXISTS (SELECT 1 FROM device d WHERE d.id = listener.name);
--   SCAN listener
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH d USING PRIMARY KEY (id=?)

-- forget_older_product_index
DELETE FROM product_index_page WHERE run < ?1
  AND EXISTS (SELECT 1 FROM product_index_build WHERE id = 1 AND write_id = ?2);
--   SEARCH product_index_page USING PRIMARY KEY (run<?)
--   SCALAR SUBQUERY 1
--   SEARCH product_index_build USING INTEGER PRIMARY KEY (rowid=?)

-- forget_product_index_runs
DELETE FROM product_index_page WHERE run IN (SELECT value FROM json_each(?1))
  AND EXISTS (SELECT 1 FROM product_index_build WHERE id = 1 AND write_id = ?2);
--   SEARCH product_index_page USING PRIMARY KEY (run=?)
--   LIST SUBQUERY 1
--   SCAN json_each VIRTUAL TABLE INDEX 1:
--   CREATE BLOOM FILTER
--   SCALAR SUBQUERY 2
--   SEARCH product_index_build USING INTEGER PRIMARY KEY (rowid=?)

-- forget_sessions
DELETE FROM session WHERE created_at < ?1 AND (phone = 0 OR created_at < ?2);
--   SEARCH session USING INDEX session_age (created_at<?)

-- forget_sign_in_links
DELETE FROM sign_in_link WHERE reviewer_id = ?1;
--   SEARCH sign_in_link USING INDEX sign_in_link_of_reviewer (reviewer_id=?)

-- forget_word_trial
DELETE FROM word_trial WHERE admin = ?1 AND EXISTS (
  SELECT 1 FROM taught_words WHERE version = ?2 AND invocation = ?3);
--   SEARCH word_trial USING INDEX sqlite_autoindex_word_trial_1 (admin=?)
--   SCALAR SUBQUERY 1
--   SEARCH taught_words USING INTEGER PRIMARY KEY (rowid=?)

-- give_back_spending
UPDATE model_budget SET spent_micros = max(0, spent_micros - ?2) WHERE day = ?1;
--   SEARCH model_budget USING PRIMARY KEY (day=?)

-- give_up_device
UPDATE device SET endpoint = NULL, p256dh = NULL, auth = NULL WHERE id = ?1;
--   SEARCH device USING PRIMARY KEY (id=?)

-- give_up_stuck_sends
UPDATE review_queue SET state = 'unknown' WHERE state = 'sending' AND claimed_at < ?1
RETURNING id;
--   SEARCH review_queue USING INDEX review_by_window (state=?)

-- go_on_product_index
UPDATE product_index_build SET work = ?1, first_words = ?2, write_id = ?3
WHERE id = 1 AND write_id = ?4 RETURNING 1;
--   SEARCH product_index_build USING INTEGER PRIMARY KEY (rowid=?)

-- go_on_word_trial
UPDATE word_trial
SET write_id = ?3, waiting = ?4, cards = ?5, non_orders = ?6, became_orders = ?7, changed = ?8
WHERE admin = ?1 AND write_id = ?2
RETURNING write_id, version, kind, words, waiting, cards, non_orders, became_orders, changed;
--   SEARCH word_trial USING INDEX sqlite_autoindex_word_trial_1 (admin=?)

-- hear_echo 1
INSERT INTO phone_answer (sender_id, customer_id, wamid, stamped_at, invocation, at)
  SELECT s.sender_id, w.customer_id, ?, ?, ?, ?
  FROM allowlist w, (
    SELECT sender_id AS entry, sender_id FROM allowlist UNION ALL SELECT sender_id, other_id FROM same_sender) s
  WHERE s.entry = w.sender_id AND w.address = COALESCE(
      (SELECT address FROM allowlist WHERE address = ?),
      (SELECT address FROM allowlist WHERE address = ?),
      (SELECT entry FROM alias WHERE address = ?),
      (SELECT address FROM allowlist WHERE address = ?))
    AND NOT EXISTS (SELECT 1 FROM run_ledger l WHERE l.message_ref = ? AND l.step = 'echo');
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 3
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 4
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 5
--   SEARCH alias USING PRIMARY KEY (address=?)
--   SCALAR SUBQUERY 6
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 7
--   SEARCH l USING INDEX run_ledger_message (message_ref=?)
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   UNION ALL
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 3
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 4
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 5
--   SEARCH alias USING PRIMARY KEY (address=?)
--   SCALAR SUBQUERY 6
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 7
--   SEARCH l USING INDEX run_ledger_message (message_ref=?)
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH a USING COVERING INDEX alias_of_entry (entry=?)
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   UNION ALL
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 3
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 4
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 5
--   SEARCH alias USING PRIMARY KEY (address=?)
--   SCALAR SUBQUERY 6
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 7
--   SEARCH l USING INDEX run_ledger_message (message_ref=?)
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH a USING PRIMARY KEY (address=?)
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   UNION ALL
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 3
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 4
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 5
--   SEARCH alias USING PRIMARY KEY (address=?)
--   SCALAR SUBQUERY 6
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 7
--   SEARCH l USING INDEX run_ledger_message (message_ref=?)
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH t USING PRIMARY KEY (number=?)
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   UNION ALL
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 3
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 4
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 5
--   SEARCH alias USING PRIMARY KEY (address=?)
--   SCALAR SUBQUERY 6
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 7
--   SEARCH l USING INDEX run_ledger_message (message_ref=?)
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH t USING COVERING INDEX listed_twice_bsuid (bsuid=?)
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)

-- hear_echo 2
INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref)
  SELECT ?, ?, 'echo', iif(EXISTS (
      SELECT 1 FROM run_ledger l WHERE l.message_ref = ? AND l.step = 'echo'
    ), 'duplicate', iif(EXISTS (
      SELECT 1 FROM allowlist WHERE address IN (?, ?, ?)
    ) OR EXISTS (SELECT 1 FROM alias WHERE address = ?), 'heard', 'not_allowlisted')), ?, ?;
--   SCAN CONSTANT ROW
--   SCALAR SUBQUERY 1
--   SEARCH l USING INDEX run_ledger_message (message_ref=?)
--   SCALAR SUBQUERY 2
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 3
--   SEARCH alias USING PRIMARY KEY (address=?)

-- hear_echoes
INSERT INTO business_echo (ref, recipient, phone, twin, bsuid, wamid, stamped_at, invocation, at)
SELECT e.value ->> 'ref', e.value ->> 'recipient', e.value ->> 'phone', e.value ->> 'twin', e.value ->> 'bsuid',
  e.value ->> 'wamid', e.value ->> 'stamped_at', ?2, ?3
FROM json_each(?1) AS e;
--   SCAN e VIRTUAL TABLE INDEX 1:

-- held_by_another_moves_stamp 1
UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
--   SEARCH desk_stamp USING INTEGER PRIMARY KEY (rowid=?)

-- held_moves_stamp 1
UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
--   SEARCH desk_stamp USING INTEGER PRIMARY KEY (rowid=?)

-- held_no_more_moves_stamp 1
UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
--   SEARCH desk_stamp USING INTEGER PRIMARY KEY (rowid=?)

-- holder_of_sign_in_link
SELECT u.id, u.name, u.role, u.language
FROM sign_in_link l JOIN reviewer u ON u.id = l.reviewer_id
WHERE l.code_sha256 = ?1 AND l.session_sha256 IS NULL AND l.expires_at > ?2
  AND u.revoked_at IS NULL AND u.assistant = 0;
--   SEARCH l USING PRIMARY KEY (code_sha256=?)
--   SEARCH u USING INDEX sqlite_autoindex_reviewer_1 (id=?)

-- hourly_changes
SELECT
  (SELECT count(*) FROM inbound_message
   WHERE kind IN ('edit', 'revoke') AND admitted_at > ?2 AND sender_id = ?1) AS sender_hourly,
  (SELECT count(*) FROM inbound_message WHERE kind IN ('edit', 'revoke') AND admitted_at > ?2) AS hourly;
--   SCAN CONSTANT ROW
--   SCALAR SUBQUERY 1
--   SEARCH inbound_message USING INDEX inbound_change (admitted_at>?)
--   SCALAR SUBQUERY 2
--   SEARCH inbound_message USING INDEX inbound_change (admitted_at>?)

-- hourly_messages
SELECT
  (SELECT count(*) FROM (
    SELECT admitted_at FROM inbound_message WHERE sender_id = ?1 AND sender_slot IS NOT NULL
    ORDER BY sender_slot DESC LIMIT ?3) WHERE admitted_at > ?2) AS sender_hourly,
  (SELECT count(*) FROM (
    SELECT admitted_at FROM inbound_message WHERE hourly_slot IS NOT NULL
    ORDER BY hourly_slot DESC LIMIT ?4) WHERE admitted_at > ?2) AS hourly;
--   SCAN CONSTANT ROW
--   SCALAR SUBQUERY 2
--   CO-ROUTINE (subquery-1)
--   SEARCH inbound_message USING INDEX inbound_sender_slot (sender_id=? AND sender_slot>?)
--   SCAN (subquery-1)
--   SCALAR SUBQUERY 4
--   CO-ROUTINE (subquery-3)
--   SEARCH inbound_message USING INDEX inbound_hourly_slot (hourly_slot>?)
--   SCAN (subquery-3)

-- is_news
SELECT COALESCE((SELECT max(id) FROM run_ledger), 0)
  > COALESCE((SELECT position FROM listener WHERE name = ?1), -1);
--   SCAN CONSTANT ROW
--   SCALAR SUBQUERY 1
--   SEARCH run_ledger
--   SCALAR SUBQUERY 2
--   SEARCH listener USING PRIMARY KEY (name=?)

-- judge_persona
UPDATE persona SET safety = ?2, judged_by = ?3, judged_at = ?4, invocation = ?5
WHERE version = ?1 AND safety = 'pending' AND version = (SELECT max(version) FROM persona)
  AND (changed_by <> ?3 OR ?2 = 'refused' OR NOT EXISTS (
    SELECT 1 FROM reviewer WHERE role = 'admin' AND revoked_at IS NULL AND id <> ?3))
RETURNING version;
--   SEARCH persona USING INTEGER PRIMARY KEY (rowid=?)
--   SCALAR SUBQUERY 1
--   SEARCH persona
--   SCALAR SUBQUERY 2
--   SCAN reviewer

-- keep_account_notice
INSERT INTO account_notice (field, event, at) VALUES (?1, ?2, ?3)
ON CONFLICT (field) DO UPDATE SET event = excluded.event, at = excluded.at;

-- keep_business_number
UPDATE connection SET number = ?1 WHERE id = 1 AND number IS NOT ?1;
--   SEARCH connection USING INTEGER PRIMARY KEY (rowid=?)

-- keep_connection
INSERT INTO connection (id, asked_at, due_at, settings, settings_since, account, checks, failing, alerted)
VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT (id) DO UPDATE SET asked_at = excluded.asked_at, due_at = excluded.due_at, settings = excluded.settings,
  settings_since = excluded.settings_since, account = excluded.account, checks = excluded.checks,
  failing = excluded.failing, alerted = excluded.alerted
WHERE excluded.asked_at >= connection.asked_at;

-- keep_opt_in_of_old_address
INSERT INTO past_opt_in (address, customer_id, opt_in_note, added_by, added_at, ended_by, ended_at)
SELECT address, customer_id, opt_in_note, added_by, added_at, ?3, ?4 FROM allowlist WHERE address = ?1 AND EXISTS (SELECT 1 FROM address_change WHERE entry = ?1 AND address = ?2)
  AND NOT EXISTS (SELECT 1 FROM allowlist WHERE address = ?2);
--   SEARCH allowlist USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 1
--   SEARCH address_change USING PRIMARY KEY (entry=?)
--   SCALAR SUBQUERY 2
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)

-- keep_past_opt_in
INSERT INTO past_opt_in (address, customer_id, opt_in_note, added_by, added_at, ended_by, ended_at)
SELECT address, customer_id, opt_in_note, added_by, added_at, ?2, ?3 FROM allowlist
WHERE address = ?1 AND iif(?4 IS NULL, 1, iif(customer_id = ?4, opt_in_note <> ?5, ?6));
--   SEARCH allowlist USING INDEX sqlite_autoindex_allowlist_1 (address=?)

-- language_of_the_team
SELECT language FROM reviewer WHERE revoked_at IS NULL ORDER BY created_at LIMIT 1;
--   SCAN reviewer
--   USE TEMP B-TREE FOR ORDER BY

-- last_accepted_send
SELECT started_at FROM send_attempt WHERE outcome = 'accepted' ORDER BY started_at DESC LIMIT 1;
--   SEARCH send_attempt USING COVERING INDEX send_attempt_by_outcome (outcome=?)

-- last_product
SELECT CAST(COALESCE(max(rowid), 0) AS TEXT) AS number FROM products;
--   SEARCH products

-- last_webhook
SELECT id AS row, at FROM run_ledger INDEXED BY run_ledger_webhooks
WHERE step IN ('webhook', 'admit', 'status') ORDER BY id DESC LIMIT 1;
--   SCAN run_ledger USING INDEX run_ledger_webhooks

-- learn_addresses 1
INSERT INTO address_change (entry, address, beside, noticed_at)
  SELECT w.address, ?, ?, ?
  FROM allowlist w
  WHERE ? IN ('admitted', 'over_limit') AND ? IS NOT NULL
    AND w.address = COALESCE(
      (SELECT address FROM allowlist WHERE address = ?),
      (SELECT address FROM allowlist WHERE address = ?),
      (SELECT entry FROM alias WHERE address = ?),
      (SELECT address FROM allowlist WHERE address = ?))
    AND NOT EXISTS (
      SELECT 1 FROM allowlist n WHERE n.address IN (?, ?) AND n.customer_id = w.customer_id)
    AND NOT EXISTS (SELECT 1 FROM alias n WHERE n.address = ? AND n.entry = w.address)
  ON CONFLICT (entry) DO UPDATE SET
    address = iif(excluded.address LIKE '%.%' AND address NOT LIKE '%.%', address, excluded.address),
    beside = iif(excluded.address LIKE '%.%' AND address NOT LIKE '%.%', excluded.address, excluded.beside),
    noticed_at = excluded.noticed_at;
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 1
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 2
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 3
--   SEARCH alias USING PRIMARY KEY (address=?)
--   SCALAR SUBQUERY 4
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   CORRELATED SCALAR SUBQUERY 5
--   SEARCH n USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   CORRELATED SCALAR SUBQUERY 6
--   SEARCH n USING PRIMARY KEY (address=?)

-- learn_addresses 2
UPDATE address_change SET messages = messages + (? IS NULL),
    last_message_at = iif(? IS NULL, ?, last_message_at),
    address = COALESCE(?, address), beside = iif(? IS NULL, beside, ?)
  WHERE (address IN (?, ?, ?) OR beside = ?)
    AND ? = 'not_allowlisted';
--   MULTI-INDEX OR
--   INDEX 1
--   SEARCH address_change USING INDEX address_change_to (address=?)
--   INDEX 2
--   SEARCH address_change USING INDEX address_change_beside (beside=?)

-- learn_addresses 3
DELETE FROM address_change
  WHERE ? IN ('admitted', 'over_limit', 'noted') AND ? IS NULL
    AND (address IN (?, ?, ?) OR beside = ?)
    AND (SELECT w.customer_id FROM allowlist w WHERE w.address = address_change.entry) = (
      SELECT m.customer_id FROM inbound_message m WHERE m.message_ref = ?);
--   MULTI-INDEX OR
--   INDEX 1
--   SEARCH address_change USING INDEX address_change_to (address=?)
--   INDEX 2
--   SEARCH address_change USING INDEX address_change_beside (beside=?)
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 2
--   SEARCH m USING INDEX sqlite_autoindex_inbound_message_1 (message_ref=?)

-- learn_addresses 4
INSERT INTO listed_twice (number, bsuid)
  SELECT w.address, b.address
  FROM allowlist w, allowlist b
  WHERE ? IN ('admitted', 'over_limit', 'noted')
    AND ? = 'fresh' AND ? IS NULL AND w.added_at <= ?
    AND w.address = COALESCE(
      (SELECT address FROM allowlist WHERE address = ?),
      (SELECT address FROM allowlist WHERE address = ?))
    AND b.address = ? AND b.customer_id <> w.customer_id
  ON CONFLICT DO NOTHING;
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 1
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 2
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_1 (address=?)

-- learn_addresses 5
INSERT INTO alias (address, entry, source, message_ref, linked_at)
  SELECT ?, w.address, 'message', ?, ?
  FROM allowlist w
  WHERE ? IN ('admitted', 'over_limit', 'noted')
    AND ? IS NOT NULL AND ? = 'fresh' AND ? IS NULL AND w.added_at <= ?
    AND w.address = COALESCE(
      (SELECT address FROM allowlist WHERE address = ?),
      (SELECT address FROM allowlist WHERE address = ?))
    AND NOT EXISTS (SELECT 1 FROM alias a WHERE a.address = ?)
    AND NOT EXISTS (SELECT 1 FROM allowlist b WHERE b.address = ? AND b.customer_id <> w.customer_id);
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 1
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 2
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 3
--   SEARCH a USING PRIMARY KEY (address=?)
--   CORRELATED SCALAR SUBQUERY 4
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_1 (address=?)

-- learn_addresses 6
INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, sender_ref)
  SELECT ?, ?, 'allowlist', 'alias_added', ?, ? WHERE changes() = 1;
--   SCAN CONSTANT ROW

-- leave_hold
DELETE FROM hold WHERE review_id = ?1 AND reviewer_id = ?2;
--   SEARCH hold USING PRIMARY KEY (review_id=?)

-- ledger_closed_by_erasure
INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, actor, reason)
SELECT ?3, ?2, 'sweep', 'expired', id, version, ?4, 'customer_erased' FROM review_queue
WHERE state = 'pending' AND id IN (SELECT id FROM review_queue WHERE customer_id = ?1);
--   SEARCH review_queue USING INDEX review_by_window (state=?)
--   LIST SUBQUERY 1
--   SEARCH review_queue USING COVERING INDEX review_of_customer (customer_id=?)
--   CREATE BLOOM FILTER

-- ledger_closing_cards
INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version)
SELECT ?1, ?2, ?3, ?4, id, version FROM review_queue
WHERE state = 'pending' AND reminded < 2 AND gate_why IS NOT 'thanks' AND window_closes_at > ?1 AND window_closes_at <= ?5
ORDER BY window_closes_at LIMIT 200;
--   SEARCH review_queue USING INDEX review_by_window (state=? AND window_closes_at>? AND window_closes_at<?)

-- ledger_device_added
INSERT INTO run_ledger (at, invocation, step, outcome, actor)
SELECT ?1, ?2, ?3, ?4, ?5
WHERE NOT EXISTS (SELECT 1 FROM device WHERE endpoint = ?6) AND (SELECT count(*) FROM device WHERE reviewer_id = ?5) < 20;
--   SCAN CONSTANT ROW
--   SCALAR SUBQUERY 1
--   SEARCH device USING COVERING INDEX device_endpoint (endpoint=?)
--   SCALAR SUBQUERY 2
--   SEARCH device USING COVERING INDEX device_of_reviewer (reviewer_id=?)

-- ledger_device_removed
INSERT INTO run_ledger (at, invocation, step, outcome, actor)
SELECT ?1, ?2, ?3, ?4, reviewer_id FROM device WHERE id = ?5 AND reviewer_id = ?6;
--   SEARCH device USING PRIMARY KEY (id=?)

-- ledger_expired
INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version)
SELECT ?2, ?1, 'sweep', 'expired', id, version FROM review_queue
WHERE state = 'pending' AND window_closes_at <= ?2 AND opened_at < window_closes_at;
--   SEARCH review_queue USING INDEX review_by_window (state=? AND window_closes_at<?)

-- ledger_hold_left
INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, actor)
SELECT ?2, ?3, ?4, ?5, r.id, r.version, ?6 FROM hold h JOIN review_queue r ON r.id = h.review_id
WHERE h.review_id = ?1 AND h.reviewer_id = ?6 AND h.until > ?2;
--   SEARCH h USING PRIMARY KEY (review_id=?)
--   SEARCH r USING INDEX sqlite_autoindex_review_queue_1 (id=?)

-- ledger_hold_taken
INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, actor)
SELECT ?2, ?3, ?4, ?5, id, version, ?6 FROM review_queue
WHERE id = ?1 AND state IN ('pending', 'failed', 'unknown') AND NOT EXISTS (SELECT c.decided_at FROM decision c WHERE c.review_id = review_queue.id AND c.action = 'reject'
      AND c.decided_at >= COALESCE(review_queue.claimed_at, ''));
--   SEARCH review_queue USING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH c USING INDEX decision_of_review (review_id=? AND decided_at>?)

-- ledger_mark
INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, actor)
SELECT ?2, ?3, ?4, ?5, id, version, ?6 FROM review_queue WHERE id = ?1 AND erased_at IS NULL;
--   SEARCH review_queue USING INDEX sqlite_autoindex_review_queue_1 (id=?)

-- ledger_model_call
INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, model, reason)
SELECT e.item ->> 'at', e.item ->> 'invocation', e.item ->> 'step', e.item ->> 'outcome',
  e.item ->> 'review_id', e.item ->> 'version', e.item ->> 'model', e.item ->> 'reason'
FROM (SELECT ?1 AS item) AS e
WHERE EXISTS (SELECT 1 FROM model_budget WHERE day = ?2 AND last_call = ?3);
--   CO-ROUTINE e
--   SCAN CONSTANT ROW
--   SCALAR SUBQUERY 2
--   SEARCH model_budget USING PRIMARY KEY (day=?)
--   SCAN e
--   SCALAR SUBQUERY 2
--   SEARCH model_budget USING PRIMARY KEY (day=?)

-- ledger_noted
INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, actor)
SELECT ?2, ?5, ?6, ?7, r.id, r.version, ?3 FROM review_queue r WHERE r.id = ?1 AND r.erased_at IS NULL
  AND (SELECT count(*) FROM note n WHERE n.review_id = r.id) < 50
  AND NOT EXISTS (SELECT 1 FROM note n WHERE n.review_id = r.id AND n.reviewer_id = ?3 AND n.text = ?4);
--   SEARCH r USING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH n USING COVERING INDEX note_of_review (review_id=?)
--   CORRELATED SCALAR SUBQUERY 2
--   SEARCH n USING INDEX note_of_review (review_id=?)

-- ledger_overdue_cards
INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version)
SELECT ?1, ?2, ?3, ?4, id, version FROM review_queue INDEXED BY review_unreminded
WHERE state = 'pending' AND reminded = 0 AND gate_why IS NOT 'thanks' AND received_at <= ?5 AND window_closes_at > ?1
ORDER BY received_at LIMIT 200;
--   SEARCH review_queue USING INDEX review_unreminded (received_at<?)

-- ledger_page
SELECT id, at, invocation, step, outcome, message_ref, sender_ref, review_id, version, actor, reason,
  model, tokens_in, tokens_out, latency_ms, cost_micros
FROM run_ledger WHERE id > ?1 ORDER BY id LIMIT ?2;
--   SEARCH run_ledger USING INTEGER PRIMARY KEY (rowid>?)

-- ledger_put_off
INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, actor)
SELECT ?5, ?6, ?7, ?8, id, version, ?2 FROM review_queue WHERE id = ?1 AND state = 'pending' AND window_closes_at >= ?3
  AND (?4 IS NULL OR version = ?4)
  AND NOT EXISTS (SELECT 1 FROM inbound_message m WHERE m.waiting = 1 AND m.sender_id IN (
    SELECT review_queue.sender_id
    UNION ALL SELECT s.other_id FROM same_sender s WHERE s.sender_id = review_queue.sender_id));
--   SEARCH review_queue USING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 3
--   SEARCH m USING COVERING INDEX inbound_waiting (sender_id=?)
--   CORRELATED LIST SUBQUERY 2
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   SCAN CONSTANT ROW
--   UNION ALL
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH a USING COVERING INDEX alias_of_entry (entry=?)
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   UNION ALL
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH a USING PRIMARY KEY (address=?)
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   UNION ALL
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH t USING PRIMARY KEY (number=?)
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   UNION ALL
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH t USING COVERING INDEX listed_twice_bsuid (bsuid=?)
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)

-- ledger_rows_of_day
SELECT l.id, l.at, l.invocation, l.step, l.outcome, l.message_ref, l.sender_ref, l.review_id, l.version,
  l.actor, u.name AS actor_name, l.reason, l.model, l.tokens_in, l.tokens_out, l.latency_ms, l.cost_micros,
  COALESCE(l.review_id, m.review_id) AS card
FROM run_ledger l LEFT JOIN reviewer u ON u.id = l.actor LEFT JOIN inbound_message m ON m.message_ref = l.message_ref
WHERE l.id IN (SELECT c.id FROM run_ledger c WHERE +substr(c.at, 1, 10) = ?3
  AND c.id <= min(?1, COALESCE((SELECT n.id FROM run_ledger n WHERE n.step = 'admit' AND n.at >= ?5 ORDER BY n.at LIMIT 1), ?1))
  AND c.id >= COALESCE((SELECT p.id FROM run_ledger p WHERE p.step = 'admit' AND p.at < ?4 ORDER BY p.at DESC LIMIT 1), 0) ORDER BY c.id DESC LIMIT ?2)
ORDER BY l.id DESC;
--   SEARCH l USING INTEGER PRIMARY KEY (rowid=?)
--   LIST SUBQUERY 3
--   SEARCH c USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)
--   SCALAR SUBQUERY 1
--   SEARCH n USING COVERING INDEX run_ledger_messages (at>?)
--   SCALAR SUBQUERY 2
--   SEARCH p USING COVERING INDEX run_ledger_messages (at<?)
--   CREATE BLOOM FILTER
--   SEARCH u USING INDEX sqlite_autoindex_reviewer_1 (id=?) LEFT-JOIN
--   SEARCH m USING INDEX sqlite_autoindex_inbound_message_1 (message_ref=?) LEFT-JOIN

-- ledger_rows_of_kind
SELECT l.id, l.at, l.invocation, l.step, l.outcome, l.message_ref, l.sender_ref, l.review_id, l.version,
  l.actor, u.name AS actor_name, l.reason, l.model, l.tokens_in, l.tokens_out, l.latency_ms, l.cost_micros,
  COALESCE(l.review_id, m.review_id) AS card
FROM run_ledger l LEFT JOIN reviewer u ON u.id = l.actor LEFT JOIN inbound_message m ON m.message_ref = l.message_ref
WHERE l.id IN (SELECT c.id FROM json_each(?3) d CROSS JOIN json_each(?4) k CROSS JOIN run_ledger c
  WHERE substr(c.at, 1, 10) = d.value AND c.step = k.value ->> 0 AND c.outcome = k.value ->> 1 AND c.id <= ?1 ORDER BY c.id DESC LIMIT ?2)
ORDER BY l.id DESC;
--   SEARCH l USING INTEGER PRIMARY KEY (rowid=?)
--   LIST SUBQUERY 1
--   SCAN d VIRTUAL TABLE INDEX 1:
--   SCAN k VIRTUAL TABLE INDEX 1:
--   SEARCH c USING COVERING INDEX run_ledger_day (<expr>=? AND step=? AND outcome=?)
--   USE TEMP B-TREE FOR ORDER BY
--   SEARCH u USING INDEX sqlite_autoindex_reviewer_1 (id=?) LEFT-JOIN
--   SEARCH m USING INDEX sqlite_autoindex_inbound_message_1 (message_ref=?) LEFT-JOIN

-- ledger_stuck_sends
INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, reason)
SELECT ?2, ?1, 'send', 'unknown', id, version, 'no_answer' FROM review_queue
WHERE state = 'sending' AND claimed_at < ?3;
--   SEARCH review_queue USING INDEX review_by_window (state=?)

-- ledger_summary
SELECT * FROM ledger_daily WHERE day >= ?1 AND day <= ?2 ORDER BY day;
--   CO-ROUTINE (subquery-3)
--   SEARCH l USING INDEX run_ledger_day (<expr>>? AND <expr><?)
--   CORRELATED SCALAR SUBQUERY 4
--   CO-ROUTINE (subquery-5)
--   SEARCH d USING INDEX run_ledger_day (<expr>=? AND step=? AND outcome=?)
--   CORRELATED SCALAR SUBQUERY 8
--   SEARCH n USING INDEX run_ledger_review (review_id=? AND rowid>?)
--   USE TEMP B-TREE FOR GROUP BY
--   CORRELATED SCALAR SUBQUERY 7
--   SEARCH s USING INDEX run_ledger_review (review_id=? AND rowid>?)
--   CORRELATED SCALAR SUBQUERY 7
--   SEARCH s USING INDEX run_ledger_review (review_id=? AND rowid>?)
--   SCAN (subquery-5)
--   SCAN (subquery-3)
--   USE TEMP B-TREE FOR ORDER BY

-- ledger_taken_up
INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, actor)
SELECT ?3, ?4, ?5, ?6, r.id, r.version, ?2 FROM later l JOIN review_queue r ON r.id = l.review_id
WHERE l.review_id = ?1 AND l.until > ?3;
--   SEARCH l USING PRIMARY KEY (review_id=?)
--   SEARCH r USING INDEX sqlite_autoindex_review_queue_1 (id=?)

-- ledger_trouble_began
INSERT INTO run_ledger (at, invocation, step, outcome, reason)
SELECT ?1, ?2, ?3, ?4, n.value FROM json_each(?5) AS n WHERE NOT EXISTS (SELECT 1 FROM trouble WHERE what = n.value);
--   SCAN n VIRTUAL TABLE INDEX 1:
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH trouble USING PRIMARY KEY (what=?)

-- ledger_trouble_ended
INSERT INTO run_ledger (at, invocation, step, outcome, reason)
SELECT ?1, ?2, ?3, ?4, n.value FROM json_each(?5) AS n WHERE EXISTS (SELECT 1 FROM trouble WHERE what = n.value);
--   SCAN n VIRTUAL TABLE INDEX 1:
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH trouble USING PRIMARY KEY (what=?)

-- ledger_went_back 1
INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, reason)
  SELECT ?, ?, 'send', 'unknown', id, version, 'restored' FROM review_queue
  WHERE state = 'pending' OR (state = 'failed' AND may_retry = 1 AND window_closes_at > ?);
--   MULTI-INDEX OR
--   INDEX 1
--   SEARCH review_queue USING INDEX review_by_window (state=?)
--   INDEX 2
--   SEARCH review_queue USING INDEX review_by_window (state=? AND window_closes_at>?)

-- ledger_went_back 2
UPDATE review_queue SET state = 'unknown', may_retry = 0
  WHERE state = 'pending' OR (state = 'failed' AND may_retry = 1 AND window_closes_at > ?);
--   MULTI-INDEX OR
--   INDEX 1
--   SEARCH review_queue USING INDEX review_by_window (state=?)
--   INDEX 2
--   SEARCH review_queue USING INDEX review_by_window (state=? AND window_closes_at>?)

-- list_address_proposals
SELECT p.address, p.customer_id, c.name AS customer_name, c.language, p.opt_in_note, p.proposed_by,
  p.proposed_at, p.completed
FROM address_proposal p JOIN customers c ON c.id = p.customer_id
WHERE p.address > ?1 ORDER BY p.address LIMIT ?2;
--   SEARCH p USING INDEX sqlite_autoindex_address_proposal_1 (address>?)
--   SEARCH c USING INDEX sqlite_autoindex_customers_1 (id=?)

-- list_allowlist
SELECT a.address, a.customer_id, c.name AS customer_name, c.language, a.opt_in_note, a.added_by, a.added_at,
  (SELECT json_group_array(json_object('address', s.address, 'source', s.source, 'message_ref', s.message_ref,
      'linked_at', s.linked_at)) FROM alias s WHERE s.entry = a.address) AS aliases,
  (SELECT json_object('to', m.address, 'at', m.noticed_at, 'messages', m.messages,
      'last_message_at', m.last_message_at) FROM address_change m WHERE m.entry = a.address) AS moved
FROM allowlist a JOIN customers c ON c.id = a.customer_id
WHERE a.address > ?1 ORDER BY a.address LIMIT ?2;
--   SEARCH a USING INDEX sqlite_autoindex_allowlist_1 (address>?)
--   SEARCH c USING INDEX sqlite_autoindex_customers_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH s USING INDEX alias_of_entry (entry=?)
--   CORRELATED SCALAR SUBQUERY 2
--   SEARCH m USING PRIMARY KEY (entry=?)

-- list_cards
SELECT r.id, r.state, r.version, r.window_closes_at, r.draft_text, r.draft_sha256, r.may_retry,
  iif(r.state = 'failed', (SELECT c.decided_at FROM decision c WHERE c.review_id = r.id AND c.action = 'reject'
      AND c.decided_at >= COALESCE(r.claimed_at, '') ORDER BY c.decided_at DESC LIMIT 1), NULL) AS closed_at,
  (SELECT json_group_array(json_object('entry', w.address,
      'aliases', json((SELECT json_group_array(a.address) FROM alias a WHERE a.entry = w.address)),
      'moved', json((SELECT json_object('to', c.address, 'at', c.noticed_at, 'messages', c.messages)
        FROM address_change c WHERE c.entry = w.address))))
    FROM allowlist w WHERE w.customer_id = r.customer_id) AS listing,
  EXISTS (SELECT 1 FROM allowlist w WHERE w.customer_id = r.customer_id AND w.added_at <= r.opened_at) AS still_listed,
  r.sender_id, r.customer_id, r.customer_name, r.recipient, r.opened_at, r.received_at, r.previous_id, r.gate_verdict, r.gate_why,
  r.gate_evidence, r.named_products, r.words_version, k.was_order, r.draft_language, r.draft_source, r.draft_model, r.draft_prompt, r.draft_fallback, r.error_code,
  r.answered_elsewhere_at, r.overflow,
  (SELECT count(*) FROM inbound_message m WHERE m.review_id = r.id) AS messages,
  d.action, d.decided_at, d.text AS decision_text, d.reason, u.name AS decided_by,
  a.id AS attempt, a.delivery_rank, a.wamid,
  h.reviewer_id AS held_id, hu.name AS held_by, h.until AS held_until,
  lu.name AS put_off_by, l.until AS put_off_until,
  (SELECT json_group_array(json_array(n.text,
      COALESCE((SELECT nu.name FROM reviewer nu WHERE nu.id = n.reviewer_id), ''), n.at))
    FROM note n WHERE n.review_id = r.id) AS notes,
  (SELECT json_group_array(json_array(id, title)) FROM (
      SELECT o.id, o.title FROM saved_reply o
      WHERE r.state IN ('pending', 'failed') AND (r.draft_sha256 IS NULL OR instr(r.gate_evidence, '"question"') OR instr(r.gate_evidence, '"after_order"')
        OR instr(r.gate_evidence, '"complaint"') OR instr(r.gate_evidence, '"return"')
        OR instr(r.gate_evidence, '"cancellation"')) AND o.language = COALESCE(r.draft_language,
        (SELECT lower(substr(c.language, 1, 2)) FROM customers c WHERE c.id = r.customer_id), 'fr')
      ORDER BY o.position, o.id)) AS choices
FROM review_queue r
LEFT JOIN decision d ON d.id = r.decision_id
LEFT JOIN reviewer u ON u.id = d.reviewer_id
LEFT JOIN send_attempt a ON a.id = r.attempt_id
LEFT JOIN shape_mark k ON k.review_id = r.id
LEFT JOIN hold h ON h.review_id = r.id
LEFT JOIN reviewer hu ON hu.id = h.reviewer_id
LEFT JOIN later l ON l.review_id = r.id
LEFT JOIN reviewer lu ON lu.id = l.reviewer_id
WHERE r.state = ?1 AND (r.window_closes_at, r.id) > (?2, ?3)
ORDER BY r.window_closes_at, r.id LIMIT ?4;
--   SEARCH r USING INDEX review_by_window (state=? AND (window_closes_at,id)>(?,?))
--   SEARCH d USING INDEX sqlite_autoindex_decision_1 (id=?) LEFT-JOIN
--   SEARCH u USING INDEX sqlite_autoindex_reviewer_1 (id=?) LEFT-JOIN
--   SEARCH a USING INDEX sqlite_autoindex_send_attempt_1 (id=?) LEFT-JOIN
--   SEARCH k USING INDEX sqlite_autoindex_shape_mark_1 (review_id=?) LEFT-JOIN
--   SEARCH h USING PRIMARY KEY (review_id=?) LEFT-JOIN
--   SEARCH hu USING INDEX sqlite_autoindex_reviewer_1 (id=?) LEFT-JOIN
--   SEARCH l USING PRIMARY KEY (review_id=?) LEFT-JOIN
--   SEARCH lu USING INDEX sqlite_autoindex_reviewer_1 (id=?) LEFT-JOIN
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH c USING INDEX decision_of_review (review_id=? AND decided_at>?)
--   CORRELATED SCALAR SUBQUERY 4
--   SEARCH w USING INDEX allowlist_of_customer (customer_id=?)
--   CORRELATED SCALAR SUBQUERY 2
--   SEARCH a USING COVERING INDEX alias_of_entry (entry=?)
--   CORRELATED SCALAR SUBQUERY 3
--   SEARCH c USING PRIMARY KEY (entry=?)
--   CORRELATED SCALAR SUBQUERY 5
--   SEARCH w USING INDEX allowlist_of_customer (customer_id=?)
--   CORRELATED SCALAR SUBQUERY 6
--   SEARCH m USING COVERING INDEX inbound_review (review_id=?)
--   CORRELATED SCALAR SUBQUERY 8
--   SEARCH n USING INDEX note_of_review (review_id=?)
--   CORRELATED SCALAR SUBQUERY 7
--   SEARCH nu USING INDEX sqlite_autoindex_reviewer_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 11
--   CO-ROUTINE (subquery-10)
--   SEARCH o USING INDEX saved_reply_in_order (language=?)
--   CORRELATED SCALAR SUBQUERY 9
--   SEARCH c USING INDEX sqlite_autoindex_customers_1 (id=?)
--   SCAN (subquery-10)

-- list_customers
SELECT c.id, c.name, c.language FROM customers c WHERE c.id > ?1 AND (?3 = '' OR instr(c.folded, ?3) OR instr(lower(c.name), ?4) OR instr(lower(c.id), ?4)
    OR (?5 <> '' AND c.id IN (
      SELECT a.customer_id FROM allowlist a WHERE instr(lower(a.address), ?5)
      UNION SELECT a.customer_id FROM alias s JOIN allowlist a ON a.address = s.entry WHERE instr(lower(s.address), ?5)
      UNION SELECT p.customer_id FROM address_proposal p WHERE instr(lower(p.address), ?5))))
  AND (?6 = 0 OR NOT EXISTS (SELECT 1 FROM allowlist a WHERE a.customer_id = c.id)) ORDER BY c.id LIMIT ?2;
--   SEARCH c USING INDEX sqlite_autoindex_customers_1 (id>?)
--   LIST SUBQUERY 3
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   SCAN a
--   UNION USING TEMP B-TREE
--   SCAN s USING COVERING INDEX alias_of_entry
--   SEARCH a USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   UNION USING TEMP B-TREE
--   SCAN p
--   CREATE BLOOM FILTER
--   CORRELATED SCALAR SUBQUERY 4
--   SEARCH a USING COVERING INDEX allowlist_of_customer (customer_id=?)

-- list_missed_cards
SELECT r.id, r.state, r.version, r.window_closes_at, r.draft_text, r.draft_sha256, r.may_retry,
  iif(r.state = 'failed', (SELECT c.decided_at FROM decision c WHERE c.review_id = r.id AND c.action = 'reject'
      AND c.decided_at >= COALESCE(r.claimed_at, '') ORDER BY c.decided_at DESC LIMIT 1), NULL) AS closed_at,
  (SELECT json_group_array(json_object('entry', w.address,
      'aliases', json((SELECT json_group_array(a.address) FROM alias a WHERE a.entry = w.address)),
      'moved', json((SELECT json_object('to', c.address, 'at', c.noticed_at, 'messages', c.messages)
        FROM address_change c WHERE c.entry = w.address))))
    FROM allowlist w WHERE w.customer_id = r.customer_id) AS listing,
  EXISTS (SELECT 1 FROM allowlist w WHERE w.customer_id = r.customer_id AND w.added_at <= r.opened_at) AS still_listed,
  r.sender_id, r.customer_id, r.customer_name, r.recipient, r.opened_at, r.received_at, r.previous_id, r.gate_verdict, r.gate_why,
  r.gate_evidence, r.named_products, r.words_version, k.was_order, r.draft_language, r.draft_source, r.draft_model, r.draft_prompt, r.draft_fallback, r.error_code,
  r.answered_elsewhere_at, r.overflow,
  (SELECT count(*) FROM inbound_message m WHERE m.review_id = r.id) AS messages,
  d.action, d.decided_at, d.text AS decision_text, d.reason, u.name AS decided_by,
  a.id AS attempt, a.delivery_rank, a.wamid,
  h.reviewer_id AS held_id, hu.name AS held_by, h.until AS held_until,
  lu.name AS put_off_by, l.until AS put_off_until,
  (SELECT json_group_array(json_array(n.text,
      COALESCE((SELECT nu.name FROM reviewer nu WHERE nu.id = n.reviewer_id), ''), n.at))
    FROM note n WHERE n.review_id = r.id) AS notes,
  (SELECT json_group_array(json_array(id, title)) FROM (
      SELECT o.id, o.title FROM saved_reply o
      WHERE r.state IN ('pending', 'failed') AND (r.draft_sha256 IS NULL OR instr(r.gate_evidence, '"question"') OR instr(r.gate_evidence, '"after_order"')
        OR instr(r.gate_evidence, '"complaint"') OR instr(r.gate_evidence, '"return"')
        OR instr(r.gate_evidence, '"cancellation"')) AND o.language = COALESCE(r.draft_language,
        (SELECT lower(substr(c.language, 1, 2)) FROM customers c WHERE c.id = r.customer_id), 'fr')
      ORDER BY o.position, o.id)) AS choices
FROM review_queue r
LEFT JOIN decision d ON d.id = r.decision_id
LEFT JOIN reviewer u ON u.id = d.reviewer_id
LEFT JOIN send_attempt a ON a.id = r.attempt_id
LEFT JOIN shape_mark k ON k.review_id = r.id
LEFT JOIN hold h ON h.review_id = r.id
LEFT JOIN reviewer hu ON hu.id = h.reviewer_id
LEFT JOIN later l ON l.review_id = r.id
LEFT JOIN reviewer lu ON lu.id = l.reviewer_id
WHERE r.state = 'pending' AND r.gate_why = 'bot_disabled' AND (r.window_closes_at, r.id) > (?1, ?2)
ORDER BY r.window_closes_at, r.id LIMIT ?3;
--   SEARCH r USING INDEX review_by_window (state=? AND (window_closes_at,id)>(?,?))
--   SEARCH d USING INDEX sqlite_autoindex_decision_1 (id=?) LEFT-JOIN
--   SEARCH u USING INDEX sqlite_autoindex_reviewer_1 (id=?) LEFT-JOIN
--   SEARCH a USING INDEX sqlite_autoindex_send_attempt_1 (id=?) LEFT-JOIN
--   SEARCH k USING INDEX sqlite_autoindex_shape_mark_1 (review_id=?) LEFT-JOIN
--   SEARCH h USING PRIMARY KEY (review_id=?) LEFT-JOIN
--   SEARCH hu USING INDEX sqlite_autoindex_reviewer_1 (id=?) LEFT-JOIN
--   SEARCH l USING PRIMARY KEY (review_id=?) LEFT-JOIN
--   SEARCH lu USING INDEX sqlite_autoindex_reviewer_1 (id=?) LEFT-JOIN
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH c USING INDEX decision_of_review (review_id=? AND decided_at>?)
--   CORRELATED SCALAR SUBQUERY 4
--   SEARCH w USING INDEX allowlist_of_customer (customer_id=?)
--   CORRELATED SCALAR SUBQUERY 2
--   SEARCH a USING COVERING INDEX alias_of_entry (entry=?)
--   CORRELATED SCALAR SUBQUERY 3
--   SEARCH c USING PRIMARY KEY (entry=?)
--   CORRELATED SCALAR SUBQUERY 5
--   SEARCH w USING INDEX allowlist_of_customer (customer_id=?)
--   CORRELATED SCALAR SUBQUERY 6
--   SEARCH m USING COVERING INDEX inbound_review (review_id=?)
--   CORRELATED SCALAR SUBQUERY 8
--   SEARCH n USING INDEX note_of_review (review_id=?)
--   CORRELATED SCALAR SUBQUERY 7
--   SEARCH nu USING INDEX sqlite_autoindex_reviewer_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 11
--   CO-ROUTINE (subquery-10)
--   SEARCH o USING INDEX saved_reply_in_order (language=?)
--   CORRELATED SCALAR SUBQUERY 9
--   SEARCH c USING INDEX sqlite_autoindex_customers_1 (id=?)
--   SCAN (subquery-10)

-- list_new_address
INSERT INTO allowlist (address, sender_id, customer_id, opt_in_note, added_by, added_at)
SELECT ?2, ?5, customer_id, opt_in_note || ' (' || added_by || ', ' || substr(added_at, 1, 10) || ')', ?3, ?4
FROM allowlist WHERE address = ?1 AND EXISTS (SELECT 1 FROM address_change WHERE entry = ?1 AND address = ?2)
  AND NOT EXISTS (SELECT 1 FROM allowlist WHERE address = ?2);
--   SEARCH allowlist USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SCALAR SUBQUERY 1
--   SEARCH address_change USING PRIMARY KEY (entry=?)
--   SCALAR SUBQUERY 2
--   SEARCH allowlist USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SEARCH address_change USING PRIMARY KEY (entry=?)
--   SEARCH listed_twice USING COVERING INDEX listed_twice_bsuid (bsuid=?)
--   SEARCH listed_twice USING PRIMARY KEY (number=?)
--   SEARCH alias USING INDEX alias_of_entry (entry=?)

-- list_products
SELECT CAST(reference AS TEXT) AS reference, CAST(name AS TEXT) AS name, CAST(aliases AS TEXT) AS aliases
FROM products WHERE reference > ?1 ORDER BY reference LIMIT ?2;
--   SEARCH products USING INDEX sqlite_autoindex_products_1 (reference>?)
--   USE TEMP B-TREE FOR ORDER BY

-- list_reviewers
SELECT id, name, iif(assistant, 'assistant', role) AS role, email, created_at, revoked_at
FROM reviewer ORDER BY revoked_at IS NOT NULL, name LIMIT 500;
--   SCAN reviewer
--   USE TEMP B-TREE FOR ORDER BY

-- listed_moves_stamp 1
UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
--   SEARCH desk_stamp USING INTEGER PRIMARY KEY (rowid=?)

-- listener_news
SELECT n.id, n.at, n.step, n.outcome, n.review_id, n.version, n.reason,
  iif(r.state = 'pending' AND r.window_closes_at > ?2, 1, 0) AS waits, r.received_at, r.window_closes_at,
  n.step = 'queue' AND n.version > 1 AND EXISTS (SELECT 1 FROM run_ledger p
    WHERE p.review_id = n.review_id AND p.step = 'queue' AND p.version = n.version - 1 AND p.reason = 'thanks') AS was_thanks
FROM run_ledger n LEFT JOIN review_queue r ON r.id = n.review_id
WHERE n.id > (SELECT position FROM listener WHERE name = ?1)
  AND n.review_id IS NOT NULL AND +n.step IN (SELECT value FROM json_each(?3))
ORDER BY n.id LIMIT ?4;
--   SEARCH n USING INTEGER PRIMARY KEY (rowid>?)
--   SCALAR SUBQUERY 2
--   SEARCH listener USING PRIMARY KEY (name=?)
--   LIST SUBQUERY 3
--   SCAN json_each VIRTUAL TABLE INDEX 1:
--   CREATE BLOOM FILTER
--   SEARCH r USING INDEX sqlite_autoindex_review_queue_1 (id=?) LEFT-JOIN
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH p USING INDEX run_ledger_review (review_id=?)

-- listener_reached
UPDATE listener SET position = max(position, ?3) WHERE name = ?1 AND busy_until = ?2 RETURNING position;
--   SEARCH listener USING PRIMARY KEY (name=?)

-- listeners_due
SELECT l.name, q.begins, q.ends, q.utc_offset
FROM listener l LEFT JOIN device d ON d.id = l.name LEFT JOIN quiet_hours q ON q.reviewer_id = d.reviewer_id
WHERE l.busy_until <= ?1 AND l.name <> 'alerts' AND l.name NOT GLOB 'everybody*' AND EXISTS (
  SELECT 1 FROM json_each(iif(l.name = 'crm', ?2, iif(l.name = 'chat', ?3, ?4))) h CROSS JOIN run_ledger u
  WHERE u.step = h.value AND u.id > l.position AND u.review_id IS NOT NULL
    AND u.step IN ('queue', 'decide', 'resolve', 'send', 'status', 'sweep', 'hold', 'remind'));
--   SCAN l
--   CORRELATED SCALAR SUBQUERY 1
--   SCAN h VIRTUAL TABLE INDEX 1:
--   SEARCH u USING INDEX run_ledger_news (step=? AND id>?)
--   SEARCH d USING PRIMARY KEY (id=?) LEFT-JOIN
--   SEARCH q USING PRIMARY KEY (reviewer_id=?) LEFT-JOIN

-- make_sign_in_link
INSERT INTO sign_in_link (code_sha256, reviewer_id, made_by, made_at, expires_at)
SELECT ?1, id, ?3, ?4, ?5 FROM reviewer WHERE id = ?2 AND revoked_at IS NULL AND assistant = 0
RETURNING (SELECT name FROM reviewer WHERE id = ?2) AS name;
--   SEARCH reviewer USING INDEX sqlite_autoindex_reviewer_1 (id=?)
--   SCALAR SUBQUERY 2
--   SEARCH reviewer USING INDEX sqlite_autoindex_reviewer_1 (id=?)

-- mark_card
INSERT INTO shape_mark (review_id, was_order, marked_by, marked_at)
SELECT id, ?2, ?3, ?4 FROM review_queue WHERE id = ?1 AND erased_at IS NULL
ON CONFLICT (review_id) DO UPDATE
SET was_order = excluded.was_order, marked_by = excluded.marked_by, marked_at = excluded.marked_at
RETURNING 1;
--   SEARCH review_queue USING INDEX sqlite_autoindex_review_queue_1 (id=?)

-- mark_closing_cards
UPDATE review_queue SET reminded = 2 WHERE id IN (
  SELECT id FROM review_queue
  WHERE state = 'pending' AND reminded < 2 AND gate_why IS NOT 'thanks' AND window_closes_at > ?1 AND window_closes_at <= ?2
  ORDER BY window_closes_at LIMIT 200);
--   SEARCH review_queue USING COVERING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   LIST SUBQUERY 1
--   SEARCH review_queue USING INDEX review_by_window (state=? AND window_closes_at>? AND window_closes_at<?)
--   CREATE BLOOM FILTER

-- mark_erased_messages
UPDATE retention SET through = due.through
FROM (SELECT COALESCE(
  (SELECT min(id) - 1 FROM inbound_message WHERE admitted_at >= ?1 AND id IN (SELECT id FROM inbound_message WHERE id > (SELECT through FROM retention WHERE what = 'inbound_message')
  ORDER BY id LIMIT CASE WHEN (
    SELECT admitted_at FROM inbound_message
    WHERE id > (SELECT through FROM retention WHERE what = 'inbound_message') ORDER BY id LIMIT 1) < ?1 THEN 500 ELSE 0 END)),
  (SELECT max(id) FROM (SELECT id FROM inbound_message WHERE id > (SELECT through FROM retention WHERE what = 'inbound_message')
  ORDER BY id LIMIT CASE WHEN (
    SELECT admitted_at FROM inbound_message
    WHERE id > (SELECT through FROM retention WHERE what = 'inbound_message') ORDER BY id LIMIT 1) < ?1 THEN 500 ELSE 0 END))) AS through) AS due
WHERE what = 'inbound_message' AND due.through > retention.through;
--   MATERIALIZE due
--   SCAN CONSTANT ROW
--   SCALAR SUBQUERY 5
--   SEARCH inbound_message USING INTEGER PRIMARY KEY (rowid=?)
--   LIST SUBQUERY 4
--   SCALAR SUBQUERY 3
--   SEARCH inbound_message USING INTEGER PRIMARY KEY (rowid>?)
--   SCALAR SUBQUERY 2
--   SEARCH retention USING PRIMARY KEY (what=?)
--   SEARCH inbound_message USING INTEGER PRIMARY KEY (rowid>?)
--   SCALAR SUBQUERY 1
--   SEARCH retention USING PRIMARY KEY (what=?)
--   CREATE BLOOM FILTER
--   SCALAR SUBQUERY 10
--   CO-ROUTINE (subquery-9)
--   SCALAR SUBQUERY 8
--   SEARCH inbound_message USING INTEGER PRIMARY KEY (rowid>?)
--   SCALAR SUBQUERY 7
--   SEARCH retention USING PRIMARY KEY (what=?)
--   SEARCH inbound_message USING INTEGER PRIMARY KEY (rowid>?)
--   SCALAR SUBQUERY 6
--   SEARCH retention USING PRIMARY KEY (what=?)
--   SEARCH (subquery-9)
--   SEARCH retention USING PRIMARY KEY (what=?)
--   SCAN due

-- mark_goes_with_the_text 1
DELETE FROM shape_mark WHERE review_id = ?;
--   SEARCH shape_mark USING INDEX sqlite_autoindex_shape_mark_1 (review_id=?)

-- mark_overdue_cards
UPDATE review_queue SET reminded = 1 WHERE id IN (
  SELECT id FROM review_queue INDEXED BY review_unreminded
  WHERE state = 'pending' AND reminded = 0 AND gate_why IS NOT 'thanks' AND received_at <= ?2 AND window_closes_at > ?1
  ORDER BY received_at LIMIT 200);
--   SEARCH review_queue USING COVERING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   LIST SUBQUERY 1
--   SEARCH review_queue USING INDEX review_unreminded (received_at<?)
--   CREATE BLOOM FILTER

-- marked_moves_stamp 1
UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
--   SEARCH desk_stamp USING INTEGER PRIMARY KEY (rowid=?)

-- marked_otherwise_moves_stamp 1
UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
--   SEARCH desk_stamp USING INTEGER PRIMARY KEY (rowid=?)

-- messages_before_card
SELECT m.id, m.message_ref, m.outcome, m.kind, m.kind_name, m.freshness, m.in_group, m.stamped_at,
  m.admitted_at, m.window_closes_at, m.target_ref, m.review_id, m.wamid, m.reply_to, m.text, m.order_lines,
  m.customer_id, m.media, m.details, m.forwarded, m.notice, m.quoted_ref IS NOT NULL AS quotes, m.quoted_by,
  iif(EXISTS (
      SELECT 1 FROM inbound_message e
      WHERE e.target_ref = q.message_ref AND e.kind = 'revoke' AND e.customer_id = q.customer_id), NULL,
    substr(COALESCE(
      (SELECT e.text FROM inbound_message e
       WHERE e.target_ref = q.message_ref AND e.kind = 'edit' AND e.customer_id = q.customer_id AND e.id < m.id
       ORDER BY e.id DESC LIMIT 1),
      iif(q.order_lines IS NULL OR q.text IS NULL, COALESCE(q.order_lines, q.text),
        q.order_lines || char(10) || q.text)), 1, 2001)) AS referred_text,
  q.review_id AS referred_card,
  (SELECT substr(d.text, 1, 2001) FROM send_attempt a JOIN decision d ON d.id = a.decision_id
   WHERE a.id = m.quoted_attempt) AS sent_text,
  (SELECT p.name FROM products p WHERE p.reference = m.details ->> '$.product.reference') AS product_name
FROM inbound_message m
LEFT JOIN inbound_message q
  ON q.message_ref = COALESCE(m.target_ref, m.quoted_ref) AND q.customer_id = m.customer_id AND q.notice = 0
WHERE m.id IN (
  SELECT n.id FROM inbound_message n WHERE n.review_id IN (
  SELECT p.id FROM review_queue t JOIN review_queue p ON p.customer_id = t.customer_id
  WHERE t.id = ?1 AND t.customer_id NOT IN ('erased', 'unknown') AND (p.opened_at, p.id) < (t.opened_at, t.id)
  ORDER BY p.opened_at DESC, p.id DESC LIMIT 20) ORDER BY n.id DESC LIMIT 60)
ORDER BY m.id;
--   SEARCH m USING INTEGER PRIMARY KEY (rowid=?)
--   LIST SUBQUERY 6
--   SEARCH n USING COVERING INDEX inbound_review (review_id=?)
--   LIST SUBQUERY 5
--   SEARCH t USING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   SEARCH p USING COVERING INDEX review_of_customer (customer_id=? AND opened_at<?)
--   CREATE BLOOM FILTER
--   USE TEMP B-TREE FOR ORDER BY
--   SEARCH q USING INDEX sqlite_autoindex_inbound_message_1 (message_ref=?) LEFT-JOIN
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH e USING INDEX inbound_target (target_ref=?)
--   CORRELATED SCALAR SUBQUERY 2
--   SEARCH e USING INDEX inbound_target (target_ref=? AND rowid<?)
--   CORRELATED SCALAR SUBQUERY 3
--   SEARCH a USING INDEX sqlite_autoindex_send_attempt_1 (id=?)
--   SEARCH d USING INDEX sqlite_autoindex_decision_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 4
--   SEARCH p USING INDEX sqlite_autoindex_products_1 (reference=?)

-- messages_before_listing
SELECT max(l.at) AS last, count(*) AS messages
FROM json_each(?1) k CROSS JOIN run_ledger l INDEXED BY run_ledger_strangers
WHERE l.sender_ref = k.value AND l.at > ?2 AND l.step = 'admit' AND l.outcome = 'not_allowlisted';
--   SCAN k VIRTUAL TABLE INDEX 1:
--   SEARCH l USING COVERING INDEX run_ledger_strangers (sender_ref=? AND at>?)

-- messages_of_cards
SELECT m.id, m.message_ref, m.outcome, m.kind, m.kind_name, m.freshness, m.in_group, m.stamped_at,
  m.admitted_at, m.window_closes_at, m.target_ref, m.review_id, m.wamid, m.reply_to, m.text, m.order_lines,
  m.customer_id, m.media, m.details, m.forwarded, m.notice, m.quoted_ref IS NOT NULL AS quotes, m.quoted_by,
  iif(EXISTS (
      SELECT 1 FROM inbound_message e
      WHERE e.target_ref = q.message_ref AND e.kind = 'revoke' AND e.customer_id = q.customer_id), NULL,
    substr(COALESCE(
      (SELECT e.text FROM inbound_message e
       WHERE e.target_ref = q.message_ref AND e.kind = 'edit' AND e.customer_id = q.customer_id AND e.id < m.id
       ORDER BY e.id DESC LIMIT 1),
      iif(q.order_lines IS NULL OR q.text IS NULL, COALESCE(q.order_lines, q.text),
        q.order_lines || char(10) || q.text)), 1, 2001)) AS referred_text,
  q.review_id AS referred_card,
  (SELECT substr(d.text, 1, 2001) FROM send_attempt a JOIN decision d ON d.id = a.decision_id
   WHERE a.id = m.quoted_attempt) AS sent_text,
  (SELECT p.name FROM products p WHERE p.reference = m.details ->> '$.product.reference') AS product_name
FROM inbound_message m
LEFT JOIN inbound_message q
  ON q.message_ref = COALESCE(m.target_ref, m.quoted_ref) AND q.customer_id = m.customer_id AND q.notice = 0
WHERE m.id IN (
  SELECT id FROM (
    SELECT n.id, row_number() OVER (PARTITION BY n.review_id ORDER BY n.id DESC) AS nth
    FROM inbound_message n WHERE n.review_id IN (SELECT value FROM json_each(?1)))
  WHERE nth <= ?2)
ORDER BY m.id;
--   SEARCH m USING INTEGER PRIMARY KEY (rowid=?)
--   LIST SUBQUERY 7
--   CO-ROUTINE (subquery-6)
--   CO-ROUTINE (subquery-9)
--   SEARCH n USING COVERING INDEX inbound_review (review_id=?)
--   LIST SUBQUERY 5
--   SCAN json_each VIRTUAL TABLE INDEX 1:
--   CREATE BLOOM FILTER
--   USE TEMP B-TREE FOR LAST TERM OF ORDER BY
--   SCAN (subquery-9)
--   SCAN (subquery-6)
--   CREATE BLOOM FILTER
--   SEARCH q USING INDEX sqlite_autoindex_inbound_message_1 (message_ref=?) LEFT-JOIN
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH e USING INDEX inbound_target (target_ref=?)
--   CORRELATED SCALAR SUBQUERY 2
--   SEARCH e USING INDEX inbound_target (target_ref=? AND rowid<?)
--   CORRELATED SCALAR SUBQUERY 3
--   SEARCH a USING INDEX sqlite_autoindex_send_attempt_1 (id=?)
--   SEARCH d USING INDEX sqlite_autoindex_decision_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 4
--   SEARCH p USING INDEX sqlite_autoindex_products_1 (reference=?)

-- messages_of_listed_cards
SELECT m.id, m.message_ref, m.outcome, m.kind, m.kind_name, m.freshness, m.in_group, m.stamped_at,
  m.admitted_at, m.window_closes_at, m.target_ref, m.review_id, m.wamid, m.reply_to, m.text, m.order_lines,
  m.customer_id, m.media, m.details, m.forwarded, m.notice, m.quoted_ref IS NOT NULL AS quotes, m.quoted_by,
  iif(EXISTS (
      SELECT 1 FROM inbound_message e
      WHERE e.target_ref = q.message_ref AND e.kind = 'revoke' AND e.customer_id = q.customer_id), NULL,
    substr(COALESCE(
      (SELECT e.text FROM inbound_message e
       WHERE e.target_ref = q.message_ref AND e.kind = 'edit' AND e.customer_id = q.customer_id AND e.id < m.id
       ORDER BY e.id DESC LIMIT 1),
      iif(q.order_lines IS NULL OR q.text IS NULL, COALESCE(q.order_lines, q.text),
        q.order_lines || char(10) || q.text)), 1, 2001)) AS referred_text,
  q.review_id AS referred_card,
  (SELECT substr(d.text, 1, 2001) FROM send_attempt a JOIN decision d ON d.id = a.decision_id
   WHERE a.id = m.quoted_attempt) AS sent_text,
  (SELECT p.name FROM products p WHERE p.reference = m.details ->> '$.product.reference') AS product_name
FROM inbound_message m
LEFT JOIN inbound_message q
  ON q.message_ref = COALESCE(m.target_ref, m.quoted_ref) AND q.customer_id = m.customer_id AND q.notice = 0
WHERE m.id IN (
  SELECT id FROM (
    SELECT n.id, row_number() OVER (PARTITION BY n.review_id ORDER BY n.id DESC) AS nth
    FROM inbound_message n WHERE n.review_id IN (
      SELECT r.id FROM review_queue r WHERE r.state = ?1 AND (r.window_closes_at, r.id) > (?2, ?3)
      ORDER BY r.window_closes_at, r.id LIMIT ?4))
  WHERE nth <= ?5)
ORDER BY m.id;
--   SEARCH m USING INTEGER PRIMARY KEY (rowid=?)
--   LIST SUBQUERY 7
--   CO-ROUTINE (subquery-6)
--   CO-ROUTINE (subquery-9)
--   SEARCH n USING COVERING INDEX inbound_review (review_id=?)
--   LIST SUBQUERY 5
--   SEARCH r USING COVERING INDEX review_by_window (state=? AND (window_closes_at,id)>(?,?))
--   CREATE BLOOM FILTER
--   USE TEMP B-TREE FOR LAST TERM OF ORDER BY
--   SCAN (subquery-9)
--   SCAN (subquery-6)
--   CREATE BLOOM FILTER
--   SEARCH q USING INDEX sqlite_autoindex_inbound_message_1 (message_ref=?) LEFT-JOIN
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH e USING INDEX inbound_target (target_ref=?)
--   CORRELATED SCALAR SUBQUERY 2
--   SEARCH e USING INDEX inbound_target (target_ref=? AND rowid<?)
--   CORRELATED SCALAR SUBQUERY 3
--   SEARCH a USING INDEX sqlite_autoindex_send_attempt_1 (id=?)
--   SEARCH d USING INDEX sqlite_autoindex_decision_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 4
--   SEARCH p USING INDEX sqlite_autoindex_products_1 (reference=?)

-- messages_of_open_card
SELECT m.id, m.message_ref, m.outcome, m.kind, m.kind_name, m.freshness, m.in_group, m.stamped_at,
  m.admitted_at, m.window_closes_at, m.target_ref, m.review_id, m.wamid, m.reply_to, m.text, m.order_lines,
  m.customer_id, m.media, m.details, m.forwarded, m.notice, m.quoted_ref IS NOT NULL AS quotes, m.quoted_by,
  iif(EXISTS (
      SELECT 1 FROM inbound_message e
      WHERE e.target_ref = q.message_ref AND e.kind = 'revoke' AND e.customer_id = q.customer_id), NULL,
    substr(COALESCE(
      (SELECT e.text FROM inbound_message e
       WHERE e.target_ref = q.message_ref AND e.kind = 'edit' AND e.customer_id = q.customer_id AND e.id < m.id
       ORDER BY e.id DESC LIMIT 1),
      iif(q.order_lines IS NULL OR q.text IS NULL, COALESCE(q.order_lines, q.text),
        q.order_lines || char(10) || q.text)), 1, 2001)) AS referred_text,
  q.review_id AS referred_card,
  (SELECT substr(d.text, 1, 2001) FROM send_attempt a JOIN decision d ON d.id = a.decision_id
   WHERE a.id = m.quoted_attempt) AS sent_text,
  (SELECT p.name FROM products p WHERE p.reference = m.details ->> '$.product.reference') AS product_name
FROM inbound_message m
LEFT JOIN inbound_message q
  ON q.message_ref = COALESCE(m.target_ref, m.quoted_ref) AND q.customer_id = m.customer_id AND q.notice = 0
WHERE m.id IN (
  SELECT id FROM (
    SELECT n.id, row_number() OVER w AS nth, sum(length(COALESCE(n.text, '')) + length(COALESCE(n.order_lines, ''))) OVER w AS held
    FROM inbound_message n WHERE n.review_id = (
      SELECT id FROM review_queue WHERE sender_id = ?1 AND overflow = 0 AND state = 'pending' AND customer_id = COALESCE(
  (SELECT m.customer_id FROM inbound_message m WHERE m.sender_id = ?1 AND m.waiting = 1
   ORDER BY m.admitted_at, m.id LIMIT 1),
  (SELECT q.customer_id FROM review_queue q
   WHERE q.sender_id = ?1 AND q.state = 'pending' AND q.redraft_at IS NOT NULL LIMIT 1),
  (SELECT w.customer_id FROM allowlist w WHERE w.sender_id = ?1)))
    WINDOW w AS (ORDER BY n.id DESC))
  WHERE nth <= ?2 AND held <= ?3)
ORDER BY m.id;
--   SEARCH m USING INTEGER PRIMARY KEY (rowid=?)
--   LIST SUBQUERY 10
--   CO-ROUTINE (subquery-9)
--   CO-ROUTINE (subquery-12)
--   CO-ROUTINE (subquery-13)
--   SEARCH n USING INDEX inbound_review (review_id=?)
--   SCALAR SUBQUERY 8
--   SEARCH review_queue USING INDEX review_one_open (sender_id=? AND customer_id=? AND overflow=?)
--   SCALAR SUBQUERY 5
--   SEARCH m USING INDEX inbound_waiting (sender_id=?)
--   SCALAR SUBQUERY 6
--   SEARCH q USING INDEX review_one_open (sender_id=?)
--   SCALAR SUBQUERY 7
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SCAN (subquery-13)
--   SCAN (subquery-12)
--   SCAN (subquery-9)
--   CREATE BLOOM FILTER
--   SEARCH q USING INDEX sqlite_autoindex_inbound_message_1 (message_ref=?) LEFT-JOIN
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH e USING INDEX inbound_target (target_ref=?)
--   CORRELATED SCALAR SUBQUERY 2
--   SEARCH e USING INDEX inbound_target (target_ref=? AND rowid<?)
--   CORRELATED SCALAR SUBQUERY 3
--   SEARCH a USING INDEX sqlite_autoindex_send_attempt_1 (id=?)
--   SEARCH d USING INDEX sqlite_autoindex_decision_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 4
--   SEARCH p USING INDEX sqlite_autoindex_products_1 (reference=?)

-- messages_of_strangers
SELECT count(*) AS messages, count(DISTINCT s.sender_ref) AS senders, max(s.at) AS last
FROM (
  SELECT l.at, l.sender_ref FROM json_each(?1) d CROSS JOIN run_ledger l
  WHERE substr(l.at, 1, 10) = d.value AND l.step = 'admit' AND l.outcome = 'not_allowlisted' AND l.at > ?2
    AND NOT EXISTS (SELECT 1 FROM allowlist w WHERE w.sender_id = l.sender_ref)
  LIMIT ?3) s;
--   CO-ROUTINE s
--   SCAN d VIRTUAL TABLE INDEX 1:
--   SEARCH l USING INDEX run_ledger_day (<expr>=? AND step=? AND outcome=?)
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH w USING COVERING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   USE TEMP B-TREE FOR count(DISTINCT)
--   SCAN s

-- migration_applied
SELECT 1 AS applied FROM d1_migrations WHERE name = ?1;
--   SEARCH d1_migrations USING COVERING INDEX sqlite_autoindex_d1_migrations_1 (name=?)

-- migrations_noted
SELECT 1 AS noted FROM sqlite_master WHERE type = 'table' AND name = 'd1_migrations';
--   SCAN sqlite_master

-- missed_cards
SELECT count(*) FROM review_queue WHERE state = 'pending' AND gate_why = 'bot_disabled';
--   SEARCH review_queue USING INDEX review_by_window (state=?)

-- model_calls_of_day
SELECT calls FROM model_budget WHERE day = ?1;
--   SEARCH model_budget USING PRIMARY KEY (day=?)

-- move_quiet_hours
UPDATE quiet_hours SET utc_offset = ?2 WHERE reviewer_id = ?1 AND utc_offset <> ?2;
--   SEARCH quiet_hours USING PRIMARY KEY (reviewer_id=?)

-- moved_again_moves_stamp 1
UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
--   SEARCH desk_stamp USING INTEGER PRIMARY KEY (rowid=?)

-- moved_entries
SELECT a.address, a.customer_id, c.name AS customer_name, c.language, a.opt_in_note, a.added_by, a.added_at,
  (SELECT json_group_array(json_object('address', s.address, 'source', s.source, 'message_ref', s.message_ref,
      'linked_at', s.linked_at)) FROM alias s WHERE s.entry = a.address) AS aliases,
  (SELECT json_object('to', m.address, 'at', m.noticed_at, 'messages', m.messages,
      'last_message_at', m.last_message_at) FROM address_change m WHERE m.entry = a.address) AS moved
FROM allowlist a JOIN customers c ON c.id = a.customer_id
WHERE a.address IN (SELECT entry FROM address_change) ORDER BY a.address LIMIT 100;
--   SEARCH a USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   USING INDEX sqlite_autoindex_address_change_1 FOR IN-OPERATOR
--   SEARCH c USING INDEX sqlite_autoindex_customers_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH s USING INDEX alias_of_entry (entry=?)
--   CORRELATED SCALAR SUBQUERY 2
--   SEARCH m USING PRIMARY KEY (entry=?)

-- moved_moves_stamp 1
UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
--   SEARCH desk_stamp USING INTEGER PRIMARY KEY (rowid=?)

-- moved_no_more_moves_stamp 1
UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
--   SEARCH desk_stamp USING INTEGER PRIMARY KEY (rowid=?)

-- named_ledger_page
SELECT l.id, l.at, l.invocation, l.step, l.outcome, l.message_ref, l.sender_ref, l.review_id, l.version, l.actor,
  u.name AS actor_name, l.reason, l.model, l.tokens_in, l.tokens_out, l.latency_ms, l.cost_micros
FROM run_ledger l LEFT JOIN reviewer u ON u.id = l.actor WHERE l.id > ?1 ORDER BY l.id LIMIT ?2;
--   SEARCH l USING INTEGER PRIMARY KEY (rowid>?)
--   SEARCH u USING INDEX sqlite_autoindex_reviewer_1 (id=?) LEFT-JOIN

-- newest_checkpoint
SELECT id, at, first_row, last_row, digests, link, seal FROM ledger_checkpoint
WHERE id < 9007199254740992 ORDER BY id DESC LIMIT 1;
--   SEARCH ledger_checkpoint USING INTEGER PRIMARY KEY (rowid<?)

-- newest_ledger_rows
SELECT l.id, l.at, l.invocation, l.step, l.outcome, l.message_ref, l.sender_ref, l.review_id, l.version,
  l.actor, u.name AS actor_name, l.reason, l.model, l.tokens_in, l.tokens_out, l.latency_ms, l.cost_micros,
  COALESCE(l.review_id, m.review_id) AS card
FROM run_ledger l LEFT JOIN reviewer u ON u.id = l.actor LEFT JOIN inbound_message m ON m.message_ref = l.message_ref
WHERE l.id IN (SELECT c.id FROM run_ledger c WHERE c.id <= ?1 ORDER BY c.id DESC LIMIT ?2)
ORDER BY l.id DESC;
--   SEARCH l USING INTEGER PRIMARY KEY (rowid=?)
--   LIST SUBQUERY 1
--   SEARCH c USING INTEGER PRIMARY KEY (rowid<?)
--   CREATE BLOOM FILTER
--   SEARCH u USING INDEX sqlite_autoindex_reviewer_1 (id=?) LEFT-JOIN
--   SEARCH m USING INDEX sqlite_autoindex_inbound_message_1 (message_ref=?) LEFT-JOIN

-- newest_migration
SELECT name FROM d1_migrations ORDER BY id DESC LIMIT 1;
--   SCAN d1_migrations

-- newest_persona
SELECT version, text, safety, changed_by, judged_by FROM persona ORDER BY version DESC LIMIT 1;
--   SCAN persona

-- newest_reply_rules
SELECT version, body FROM reply_rules ORDER BY version DESC LIMIT 1;
--   SCAN reply_rules

-- newest_taught_words
SELECT version, body FROM taught_words ORDER BY version DESC LIMIT 1;
--   SCAN taught_words

-- newest_templates
SELECT t.language, t.version, t.text, r.name AS changed_by, t.changed_at
FROM json_each(?1) AS l JOIN reply_template t ON t.language = l.value LEFT JOIN reviewer r ON r.id = t.changed_by
WHERE t.version = (SELECT max(n.version) FROM reply_template n WHERE n.language = t.language)
ORDER BY t.language, t.position;
--   SCAN l VIRTUAL TABLE INDEX 1:
--   SEARCH t USING PRIMARY KEY (language=?)
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH n USING PRIMARY KEY (language=?)
--   SEARCH r USING INDEX sqlite_autoindex_reviewer_1 (id=?) LEFT-JOIN
--   USE TEMP B-TREE FOR ORDER BY

-- next_version
UPDATE review_queue SET version = version + 1, redraft_at = NULL, write_id = c.item ->> 'write_id',
  customer_name = c.item ->> 'customer_name', received_at = min(received_at, c.item ->> 'received_at'),
  reminded = iif(c.item ->> 'window_closes_at' > window_closes_at
    AND (reminded = 2 OR window_closes_at <= c.item ->> 'opened_at'), 0, reminded),
  window_closes_at = max(window_closes_at, c.item ->> 'window_closes_at'), gate_verdict = c.item ->> 'gate_verdict',
  gate_why = c.item ->> 'gate_why', gate_evidence = c.item ->> 'gate_evidence',
  named_products = c.item ->> 'named_products', words_version = c.item ->> 'words_version',
  draft_language = c.item ->> 'draft_language', draft_source = c.item ->> 'draft_source',
  draft_model = c.item ->> 'draft_model', draft_prompt = c.item ->> 'draft_prompt',
  draft_fallback = c.item ->> 'draft_fallback', draft_sha256 = c.item ->> 'draft_sha256',
  draft_text = c.item ->> 'draft_text', recipient = c.item ->> 'recipient',
  quoted_wamid = c.item ->> 'quoted_wamid',
  answered_elsewhere_at = COALESCE(
    (SELECT w.phone_answered_at FROM allowlist w
     WHERE w.sender_id = review_queue.sender_id AND w.customer_id = review_queue.customer_id
       AND w.phone_answered_at >= min(received_at, c.item ->> 'received_at')),
    answered_elsewhere_at)
FROM (SELECT ?1 AS item) AS c
WHERE review_queue.id = c.item ->> 'id' AND state = 'pending' AND version = ?4
  AND customer_id = c.item ->> 'customer_id'
  AND EXISTS (SELECT 1 FROM draft_lease WHERE sender_id = c.item ->> 'sender_id' AND fence = ?2)
  AND (SELECT count(*) FROM inbound_message WHERE waiting = 1 AND message_ref IN (SELECT value FROM json_each(?3)))
    = json_array_length(?3);
--   MATERIALIZE c
--   SCAN CONSTANT ROW
--   SCALAR SUBQUERY 5
--   SEARCH inbound_message USING INDEX sqlite_autoindex_inbound_message_1 (message_ref=?)
--   LIST SUBQUERY 4
--   SCAN json_each VIRTUAL TABLE INDEX 1:
--   CREATE BLOOM FILTER
--   SCAN c
--   SCALAR SUBQUERY 5
--   SEARCH inbound_message USING INDEX sqlite_autoindex_inbound_message_1 (message_ref=?)
--   REUSE LIST SUBQUERY 4
--   CORRELATED SCALAR SUBQUERY 3
--   SEARCH draft_lease USING PRIMARY KEY (sender_id=?)
--   SEARCH review_queue USING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)

-- no_quiet_hours
DELETE FROM quiet_hours WHERE reviewer_id = ?1;
--   SEARCH quiet_hours USING PRIMARY KEY (reviewer_id=?)

-- note_other_statuses
INSERT INTO run_ledger (at, invocation, step, outcome, message_ref, reason)
SELECT ?1 ->> 'at', ?1 ->> 'invocation', 'status', s.value ->> 'word', s.value ->> 'message_ref', 'not_ours'
FROM json_each(?1, '$.list') AS s
WHERE NOT EXISTS (SELECT 1 FROM send_attempt WHERE id = s.value ->> 'attempt')
  AND NOT EXISTS (SELECT 1 FROM send_attempt WHERE wamid = s.value ->> 'wamid')
  AND NOT EXISTS (
    SELECT 1 FROM run_ledger l
    WHERE l.message_ref = s.value ->> 'message_ref' AND l.step = 'status' AND l.outcome = s.value ->> 'word')
GROUP BY s.value ->> 'message_ref', s.value ->> 'word';
--   SCAN s VIRTUAL TABLE INDEX 3:
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH send_attempt USING COVERING INDEX sqlite_autoindex_send_attempt_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 2
--   SEARCH send_attempt USING COVERING INDEX send_attempt_wamid (wamid=?)
--   CORRELATED SCALAR SUBQUERY 3
--   SEARCH l USING INDEX run_ledger_message (message_ref=?)
--   USE TEMP B-TREE FOR GROUP BY

-- note_stands
SELECT 1 FROM note WHERE review_id = ?1 AND reviewer_id = ?2 AND text = ?3;
--   SEARCH note USING INDEX note_of_review (review_id=?)

-- noted_moves_stamp 1
UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
--   SEARCH desk_stamp USING INTEGER PRIMARY KEY (rowid=?)

-- numbers
SELECT
  iif(?3 = 'week', date(day, '-6 days', 'weekday 1'), day) AS period,
  sum(received) AS received,
  sum(drafted) AS drafted,
  sum(human_only) AS human_only,
  sum(approved_unchanged) AS approved_unchanged,
  sum(edited) AS edited,
  sum(sent_unchanged) AS sent_unchanged,
  sum(sent_edited) AS sent_edited,
  sum(answered_by_hand) AS answered_by_hand,
  sum(rejected) AS rejected,
  sum(rejected_misleading) AS rejected_misleading,
  sum(rejected_not_an_order) AS rejected_not_an_order,
  sum(rejected_wrong_language) AS rejected_wrong_language,
  sum(rejected_otherwise) AS rejected_otherwise,
  sum(sent) AS sent,
  sum(failed) AS failed,
  sum(unknown) AS unknown,
  sum(expired) AS expired
FROM ledger_daily WHERE day BETWEEN ?1 AND ?2
GROUP BY 1 ORDER BY 1;
--   CO-ROUTINE (subquery-3)
--   SEARCH l USING INDEX run_ledger_day (<expr>>? AND <expr><?)
--   CORRELATED SCALAR SUBQUERY 4
--   CO-ROUTINE (subquery-5)
--   SEARCH d USING INDEX run_ledger_day (<expr>=? AND step=? AND outcome=?)
--   CORRELATED SCALAR SUBQUERY 8
--   SEARCH n USING INDEX run_ledger_review (review_id=? AND rowid>?)
--   USE TEMP B-TREE FOR GROUP BY
--   CORRELATED SCALAR SUBQUERY 7
--   SEARCH s USING INDEX run_ledger_review (review_id=? AND rowid>?)
--   CORRELATED SCALAR SUBQUERY 7
--   SEARCH s USING INDEX run_ledger_review (review_id=? AND rowid>?)
--   SCAN (subquery-5)
--   SCAN (subquery-3)
--   USE TEMP B-TREE FOR GROUP BY

-- numbers_by_draft
SELECT COALESCE(r.draft_prompt, r.draft_source) AS made_by, r.draft_language AS language,
  sum(o.answer = 'unchanged') AS unchanged,
  sum(o.answer = 'edited') AS edited
FROM reply_outcome o JOIN review_queue r ON r.id = o.review_id
WHERE o.day BETWEEN ?1 AND ?2 AND o.outcome = 'sent' AND o.answer <> 'by_hand' AND r.draft_source IS NOT NULL
GROUP BY 1, 2 ORDER BY count(*) DESC, 1 LIMIT 50;
--   SEARCH d USING INDEX run_ledger_day (<expr>>? AND <expr><?)
--   CORRELATED SCALAR SUBQUERY 4
--   SEARCH n USING INDEX run_ledger_review (review_id=? AND rowid>?)
--   CORRELATED SCALAR SUBQUERY 3
--   SEARCH s USING INDEX run_ledger_review (review_id=? AND rowid>?)
--   SEARCH r USING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   USE TEMP B-TREE FOR GROUP BY
--   USE TEMP B-TREE FOR ORDER BY

-- numbers_by_reviewer
SELECT u.name AS name,
  sum(l.outcome = 'approved') AS unchanged,
  sum(l.outcome = 'edited' AND l.reason IS NOT 'no_draft') AS edited,
  sum(l.outcome = 'edited' AND l.reason IS 'no_draft') AS by_hand,
  sum(l.outcome = 'rejected') AS rejected
FROM run_ledger l JOIN reviewer u ON u.id = l.actor
WHERE substr(l.at, 1, 10) BETWEEN ?1 AND ?2 AND l.step = 'decide' AND l.outcome IN ('approved', 'edited', 'rejected')
GROUP BY u.id ORDER BY count(*) DESC, u.name LIMIT 100;
--   SEARCH l USING INDEX run_ledger_day (<expr>>? AND <expr><?)
--   SEARCH u USING INDEX sqlite_autoindex_reviewer_1 (id=?)
--   USE TEMP B-TREE FOR GROUP BY
--   USE TEMP B-TREE FOR ORDER BY

-- oldest_open_card
SELECT received_at FROM review_queue INDEXED BY review_open_since
WHERE state = 'pending' ORDER BY received_at LIMIT 1;
--   SCAN review_queue USING COVERING INDEX review_open_since

-- open_card
INSERT INTO review_queue (id, write_id, sender_id, customer_id, customer_name, overflow, previous_id, state,
  version, opened_at, received_at, window_closes_at, gate_verdict, gate_why, gate_evidence, named_products, words_version, draft_language,
  draft_source, draft_model, draft_prompt, draft_fallback, draft_sha256, draft_text, recipient, quoted_wamid,
  answered_elsewhere_at)
SELECT c.item ->> 'id', c.item ->> 'write_id', c.item ->> 'sender_id', c.item ->> 'customer_id',
  c.item ->> 'customer_name', c.item ->> 'overflow', c.item ->> 'previous_id', 'pending', 1,
  c.item ->> 'opened_at', c.item ->> 'received_at', c.item ->> 'window_closes_at', c.item ->> 'gate_verdict',
  c.item ->> 'gate_why', c.item ->> 'gate_evidence', c.item ->> 'named_products', c.item ->> 'words_version', c.item ->> 'draft_language', c.item ->> 'draft_source',
  c.item ->> 'draft_model', c.item ->> 'draft_prompt', c.item ->> 'draft_fallback', c.item ->> 'draft_sha256', c.item ->> 'draft_text',
  c.item ->> 'recipient', c.item ->> 'quoted_wamid',
  (SELECT w.phone_answered_at FROM allowlist w
   WHERE w.sender_id = c.item ->> 'sender_id' AND w.customer_id = c.item ->> 'customer_id'
     AND w.phone_answered_at >= c.item ->> 'received_at')
FROM (SELECT ?1 AS item) AS c
WHERE EXISTS (SELECT 1 FROM draft_lease WHERE sender_id = c.item ->> 'sender_id' AND fence = ?2)
  AND NOT EXISTS (
    SELECT 1 FROM review_queue WHERE sender_id = c.item ->> 'sender_id' AND customer_id = c.item ->> 'customer_id'
      AND overflow = c.item ->> 'overflow' AND state = 'pending')
  AND NOT EXISTS (SELECT 1 FROM review_queue WHERE id = c.item ->> 'id')
  AND (SELECT count(*) FROM inbound_message WHERE waiting = 1 AND message_ref IN (SELECT value FROM json_each(?3)))
    = json_array_length(?3);
--   CO-ROUTINE c
--   SCAN CONSTANT ROW
--   SCALAR SUBQUERY 7
--   SEARCH inbound_message USING INDEX sqlite_autoindex_inbound_message_1 (message_ref=?)
--   LIST SUBQUERY 6
--   SCAN json_each VIRTUAL TABLE INDEX 1:
--   CREATE BLOOM FILTER
--   SCAN c
--   SCALAR SUBQUERY 7
--   SEARCH inbound_message USING INDEX sqlite_autoindex_inbound_message_1 (message_ref=?)
--   REUSE LIST SUBQUERY 6
--   CORRELATED SCALAR SUBQUERY 3
--   SEARCH draft_lease USING PRIMARY KEY (sender_id=?)
--   CORRELATED SCALAR SUBQUERY 4
--   SEARCH review_queue USING COVERING INDEX review_one_open (sender_id=? AND customer_id=? AND overflow=?)
--   CORRELATED SCALAR SUBQUERY 5
--   SEARCH review_queue USING COVERING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)

-- open_cards
SELECT id, version, overflow, redraft_at IS NOT NULL AS redraft FROM review_queue
WHERE sender_id = ?1 AND overflow IN (0, 1) AND state = 'pending' AND customer_id = COALESCE(
  (SELECT m.customer_id FROM inbound_message m WHERE m.sender_id = ?1 AND m.waiting = 1
   ORDER BY m.admitted_at, m.id LIMIT 1),
  (SELECT q.customer_id FROM review_queue q
   WHERE q.sender_id = ?1 AND q.state = 'pending' AND q.redraft_at IS NOT NULL LIMIT 1),
  (SELECT w.customer_id FROM allowlist w WHERE w.sender_id = ?1));
--   SEARCH review_queue USING INDEX review_one_open (sender_id=? AND customer_id=? AND overflow=?)
--   SCALAR SUBQUERY 1
--   SEARCH m USING INDEX inbound_waiting (sender_id=?)
--   SCALAR SUBQUERY 2
--   SEARCH q USING INDEX review_one_open (sender_id=?)
--   SCALAR SUBQUERY 3
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)

-- open_sign_in_links
SELECT reviewer_id, expires_at FROM sign_in_link
WHERE session_sha256 IS NULL AND expires_at > ?1 ORDER BY reviewer_id LIMIT 200;
--   SCAN sign_in_link USING INDEX sign_in_link_of_reviewer

-- orders_of_customer
SELECT id, placed_at, summary FROM orders
WHERE customer_id = (SELECT customer_id FROM review_queue WHERE id = ?1)
ORDER BY placed_at DESC LIMIT 5;
--   SEARCH orders USING INDEX orders_recent (customer_id=?)
--   SCALAR SUBQUERY 1
--   SEARCH review_queue USING INDEX sqlite_autoindex_review_queue_1 (id=?)

-- orders_of_one_customer
SELECT id, placed_at, summary FROM orders WHERE customer_id = ?1 ORDER BY placed_at DESC LIMIT 10;
--   SEARCH orders USING INDEX orders_recent (customer_id=?)

-- orders_of_queue
SELECT customer_id, id, placed_at, summary FROM (
  SELECT o.*, row_number() OVER (PARTITION BY o.customer_id ORDER BY o.placed_at DESC) AS nth
  FROM orders o WHERE o.customer_id IN (
    SELECT customer_id FROM (
      SELECT r.customer_id FROM review_queue r
      WHERE r.state = 'pending' AND (r.window_closes_at, r.id) > (?1, ?2)
        AND NOT EXISTS (SELECT 1 FROM later l WHERE l.review_id = r.id)
      ORDER BY r.window_closes_at, r.id LIMIT ?3)
    UNION ALL SELECT r.customer_id FROM review_queue r WHERE r.id IN (SELECT value FROM json_each(?4))))
WHERE nth <= 3 ORDER BY customer_id, nth;
--   CO-ROUTINE (subquery-6)
--   CO-ROUTINE (subquery-8)
--   SEARCH o USING INDEX orders_recent (customer_id=?)
--   LIST SUBQUERY 5
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   CO-ROUTINE (subquery-2)
--   SEARCH r USING INDEX review_by_window (state=? AND (window_closes_at,id)>(?,?))
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH l USING PRIMARY KEY (review_id=?)
--   SCAN (subquery-2)
--   CREATE BLOOM FILTER
--   UNION ALL
--   SEARCH r USING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   LIST SUBQUERY 4
--   SCAN json_each VIRTUAL TABLE INDEX 1:
--   CREATE BLOOM FILTER
--   CREATE BLOOM FILTER
--   SCAN (subquery-8)
--   SCAN (subquery-6)
--   USE TEMP B-TREE FOR ORDER BY

-- orders_of_sender
SELECT o.id, o.placed_at, o.summary FROM orders o
WHERE o.customer_id = (SELECT customer_id FROM allowlist WHERE sender_id = ?1)
ORDER BY o.placed_at DESC LIMIT 3;
--   SEARCH o USING INDEX orders_recent (customer_id=?)
--   SCALAR SUBQUERY 1
--   SEARCH allowlist USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)

-- other_numbers
SELECT max(at) FROM run_ledger
WHERE step = 'webhook' AND outcome = 'foreign_number' AND at > ?1;
--   SEARCH run_ledger USING COVERING INDEX run_ledger_foreign (at>?)

-- overdue_senders
SELECT sender_id FROM (
  SELECT sender_id, admitted_at AS since FROM inbound_message WHERE waiting = 1 AND admitted_at < ?1
  UNION ALL
  SELECT sender_id, redraft_at FROM review_queue WHERE redraft_at < ?1 AND state = 'pending')
GROUP BY sender_id ORDER BY min(since) LIMIT ?2;
--   CO-ROUTINE (subquery-2)
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   SCAN inbound_message USING COVERING INDEX inbound_waiting
--   UNION ALL
--   SEARCH review_queue USING INDEX review_by_window (state=?)
--   SCAN (subquery-2)
--   USE TEMP B-TREE FOR GROUP BY
--   USE TEMP B-TREE FOR ORDER BY

-- passed_on 1
UPDATE allowlist SET phone_answered_at = NULL WHERE address = ?;
--   SEARCH allowlist USING INDEX sqlite_autoindex_allowlist_1 (address=?)

-- passed_on_moves_stamp 1
UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
--   SEARCH desk_stamp USING INTEGER PRIMARY KEY (rowid=?)

-- past_opt_ins
SELECT address, customer_id, opt_in_note, added_by, added_at, ended_by, ended_at FROM past_opt_in
WHERE id IN (
  SELECT id FROM past_opt_in WHERE address = ?1
  UNION SELECT id FROM past_opt_in WHERE moved_to = ?1)
ORDER BY id DESC LIMIT 50;
--   SEARCH past_opt_in USING INTEGER PRIMARY KEY (rowid=?)
--   LIST SUBQUERY 2
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   SEARCH past_opt_in USING COVERING INDEX past_opt_in_of_address (address=?)
--   UNION USING TEMP B-TREE
--   SEARCH past_opt_in USING COVERING INDEX past_opt_in_moved_to (moved_to=?)
--   CREATE BLOOM FILTER

-- past_opt_ins_of_customer
SELECT address, customer_id, opt_in_note, added_by, added_at, ended_by, ended_at
FROM past_opt_in WHERE customer_id = ?1 ORDER BY id DESC LIMIT 100;
--   SEARCH past_opt_in USING INDEX past_opt_in_of_customer (customer_id=?)

-- phones
SELECT id_sha256, reviewer_id, created_at, seen_at FROM session
WHERE phone = 1 AND ended_at IS NULL AND seen_at > ?1 AND created_at > ?2 ORDER BY reviewer_id LIMIT 200;
--   SCAN session USING INDEX session_phones

-- previous_card
SELECT id, window_closes_at FROM review_queue WHERE sender_id = ?1 AND state <> 'pending' AND customer_id = COALESCE(
  (SELECT m.customer_id FROM inbound_message m WHERE m.sender_id = ?1 AND m.waiting = 1
   ORDER BY m.admitted_at, m.id LIMIT 1),
  (SELECT q.customer_id FROM review_queue q
   WHERE q.sender_id = ?1 AND q.state = 'pending' AND q.redraft_at IS NOT NULL LIMIT 1),
  (SELECT w.customer_id FROM allowlist w WHERE w.sender_id = ?1)) ORDER BY opened_at DESC LIMIT 1;
--   SEARCH review_queue USING INDEX review_of_sender (sender_id=?)
--   SCALAR SUBQUERY 1
--   SEARCH m USING INDEX inbound_waiting (sender_id=?)
--   SCALAR SUBQUERY 2
--   SEARCH q USING INDEX review_one_open (sender_id=?)
--   SCALAR SUBQUERY 3
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)

-- product_added 1
UPDATE product_index_build SET changed = 1 WHERE id = 1 AND changed = 0;
--   SEARCH product_index_build USING INTEGER PRIMARY KEY (rowid=?)

-- product_changed 1
UPDATE product_index_build SET changed = 1 WHERE id = 1 AND changed = 0;
--   SEARCH product_index_build USING INTEGER PRIMARY KEY (rowid=?)

-- product_index
SELECT run, starts, first_words FROM product_index WHERE id = 1;
--   SEARCH product_index USING INTEGER PRIMARY KEY (rowid=?)

-- product_index_pages
SELECT p.page, p.body FROM json_each(?2) AS w
JOIN product_index_page p ON p.run = ?1 AND p.page = w.value;
--   SEARCH p USING PRIMARY KEY (run=?)
--   SCAN w VIRTUAL TABLE INDEX 1:

-- product_index_pages_ahead
WITH
  open AS MATERIALIZED (SELECT value ->> 0 AS run, value ->> 1 AS at FROM json_each(?1)),
  bound AS MATERIALIZED (
    SELECT p.starts_at FROM open o
    JOIN product_index_page p ON p.run = o.run AND p.page > o.at AND p.page <= o.at + ?2 + 1
    ORDER BY p.starts_at LIMIT 1 OFFSET ?2)
SELECT p.run, p.page, p.body, (SELECT starts_at FROM bound) AS bound FROM open o
JOIN product_index_page p ON p.run = o.run AND p.page >= o.at AND p.page <= o.at + ?2 + 1
WHERE p.page = o.at OR COALESCE(p.starts_at < (SELECT starts_at FROM bound), true)
ORDER BY p.run, p.page;
--   MATERIALIZE open
--   SCAN json_each VIRTUAL TABLE INDEX 1:
--   SCAN o
--   SEARCH p USING PRIMARY KEY (run=? AND page>? AND page<?)
--   SCALAR SUBQUERY 4
--   MATERIALIZE bound
--   SCAN o
--   SEARCH p USING PRIMARY KEY (run=? AND page>? AND page<?)
--   USE TEMP B-TREE FOR ORDER BY
--   SCAN bound
--   SCALAR SUBQUERY 3
--   SCAN bound
--   USE TEMP B-TREE FOR ORDER BY

-- product_index_starts
SELECT starts_at FROM product_index_page WHERE run = ?1 ORDER BY page;
--   SEARCH product_index_page USING PRIMARY KEY (run=?)

-- product_index_state
SELECT b.changed, b.write_id, b.work, b.first_words, i.run, i.form,
  CASE WHEN b.changed OR b.work IS NOT NULL OR i.form <> ?1 THEN COALESCE((SELECT max(run) FROM product_index_page), 0)
    ELSE 0 END AS newest
FROM product_index_build b JOIN product_index i ON i.id = 1 WHERE b.id = 1;
--   SEARCH b USING INTEGER PRIMARY KEY (rowid=?)
--   SEARCH i USING INTEGER PRIMARY KEY (rowid=?)
--   SCALAR SUBQUERY 1
--   SEARCH product_index_page USING PRIMARY KEY

-- product_removed 1
UPDATE product_index_build SET changed = 1 WHERE id = 1 AND changed = 0;
--   SEARCH product_index_build USING INTEGER PRIMARY KEY (rowid=?)

-- products_after
SELECT number, reference, name, aliases FROM (
  SELECT number, reference, name, aliases,
    sum(length(name) + length(aliases)) OVER (ROWS UNBOUNDED PRECEDING) - length(name) - length(aliases) AS before
  FROM (
    SELECT CAST(rowid AS TEXT) AS number, substr(CAST(reference AS TEXT), 1, 1000) AS reference,
      substr(CAST(name AS TEXT), 1, 1000) AS name, substr(CAST(aliases AS TEXT), 1, 100000) AS aliases
    FROM products WHERE rowid > CAST(?1 AS INTEGER) ORDER BY rowid LIMIT ?2))
WHERE before <= ?3;
--   CO-ROUTINE (subquery-2)
--   CO-ROUTINE (subquery-4)
--   SEARCH products USING INTEGER PRIMARY KEY (rowid>?)
--   SCAN (subquery-4)
--   SCAN (subquery-2)

-- proposal_settled
DELETE FROM address_proposal
WHERE address = ?1 AND EXISTS (SELECT 1 FROM allowlist a WHERE a.address = ?1);
--   SEARCH address_proposal USING INDEX sqlite_autoindex_address_proposal_1 (address=?)
--   SCALAR SUBQUERY 1
--   SEARCH a USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)

-- proposals_of_customer
SELECT p.address, p.customer_id, c.name AS customer_name, c.language, p.opt_in_note, p.proposed_by,
  p.proposed_at, p.completed
FROM address_proposal p JOIN customers c ON c.id = p.customer_id
WHERE p.customer_id = ?1 ORDER BY p.address LIMIT 100;
--   SEARCH c USING INDEX sqlite_autoindex_customers_1 (id=?)
--   SEARCH p USING INDEX proposal_of_customer (customer_id=?)
--   USE TEMP B-TREE FOR ORDER BY

-- publish_product_index
UPDATE product_index SET run = ?1, form = ?2, starts = ?3, first_words = ?4, products = ?5,
  built_at = ?6
WHERE id = 1 AND EXISTS (SELECT 1 FROM product_index_build WHERE id = 1 AND write_id = ?7);
--   SEARCH product_index USING INTEGER PRIMARY KEY (rowid=?)
--   SCALAR SUBQUERY 1
--   SEARCH product_index_build USING INTEGER PRIMARY KEY (rowid=?)

-- put_address_proposals
INSERT INTO address_proposal (address, customer_id, opt_in_note, proposed_by, proposed_at, completed)
SELECT p.value ->> 'address', c.id, p.value ->> 'opt_in_note', ?2, ?3, p.value ->> 'completed'
FROM json_each(?1) AS p JOIN customers c ON c.id = p.value ->> 'customer_id'
WHERE NOT EXISTS (SELECT 1 FROM allowlist a WHERE a.address = p.value ->> 'address')
ON CONFLICT (address) DO UPDATE SET customer_id = excluded.customer_id, opt_in_note = excluded.opt_in_note,
  proposed_by = excluded.proposed_by, proposed_at = excluded.proposed_at, completed = excluded.completed
RETURNING address;
--   SCAN p VIRTUAL TABLE INDEX 1:
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH a USING COVERING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SEARCH c USING COVERING INDEX sqlite_autoindex_customers_1 (id=?)

-- put_allowlist
INSERT INTO allowlist (address, sender_id, customer_id, opt_in_note, added_by, added_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (address) DO UPDATE SET customer_id = excluded.customer_id, opt_in_note = excluded.opt_in_note,
  added_by = excluded.added_by, added_at = excluded.added_at
WHERE iif(allowlist.customer_id = excluded.customer_id, allowlist.opt_in_note <> excluded.opt_in_note, ?7);
--   SEARCH address_change USING PRIMARY KEY (entry=?)
--   SEARCH listed_twice USING COVERING INDEX listed_twice_bsuid (bsuid=?)
--   SEARCH listed_twice USING PRIMARY KEY (number=?)
--   SEARCH alias USING INDEX alias_of_entry (entry=?)

-- put_customer_of_entry
INSERT INTO customers (id, name, language)
SELECT ?2, ?3, ?4 WHERE ?5 OR NOT EXISTS (SELECT 1 FROM allowlist WHERE address = ?1 AND customer_id <> ?2)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, language = excluded.language
WHERE EXISTS (SELECT 1 FROM allowlist WHERE address = ?1 AND customer_id = customers.id);
--   SCAN CONSTANT ROW
--   SCALAR SUBQUERY 1
--   SEARCH allowlist USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   CORRELATED SCALAR SUBQUERY 3
--   SEARCH allowlist USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SEARCH address_proposal USING COVERING INDEX proposal_of_customer (customer_id=?)
--   SEARCH past_opt_in USING COVERING INDEX past_opt_in_of_customer (customer_id=?)
--   SEARCH allowlist USING COVERING INDEX allowlist_of_customer (customer_id=?)
--   SEARCH orders USING COVERING INDEX orders_recent (customer_id=?)

-- put_customers
INSERT INTO customers (id, name, language)
SELECT c.value ->> 'id', c.value ->> 'name', c.value ->> 'language' FROM json_each(?1) AS c WHERE true
ON CONFLICT (id) DO UPDATE SET name = excluded.name, language = excluded.language;
--   SCAN c VIRTUAL TABLE INDEX 1:
--   SEARCH address_proposal USING COVERING INDEX proposal_of_customer (customer_id=?)
--   SEARCH past_opt_in USING COVERING INDEX past_opt_in_of_customer (customer_id=?)
--   SEARCH allowlist USING COVERING INDEX allowlist_of_customer (customer_id=?)
--   SEARCH orders USING COVERING INDEX orders_recent (customer_id=?)

-- put_off
INSERT INTO later (review_id, reviewer_id, until) SELECT id, ?2, ?5 FROM review_queue WHERE id = ?1 AND state = 'pending' AND window_closes_at >= ?3
  AND (?4 IS NULL OR version = ?4)
  AND NOT EXISTS (SELECT 1 FROM inbound_message m WHERE m.waiting = 1 AND m.sender_id IN (
    SELECT review_queue.sender_id
    UNION ALL SELECT s.other_id FROM same_sender s WHERE s.sender_id = review_queue.sender_id))
ON CONFLICT (review_id) DO UPDATE SET reviewer_id = excluded.reviewer_id, until = excluded.until
RETURNING review_id;
--   SEARCH review_queue USING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 3
--   SEARCH m USING COVERING INDEX inbound_waiting (sender_id=?)
--   CORRELATED LIST SUBQUERY 2
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   SCAN CONSTANT ROW
--   UNION ALL
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH a USING COVERING INDEX alias_of_entry (entry=?)
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   UNION ALL
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH a USING PRIMARY KEY (address=?)
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   UNION ALL
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH t USING PRIMARY KEY (number=?)
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   UNION ALL
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH t USING COVERING INDEX listed_twice_bsuid (bsuid=?)
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)

-- put_off_again_moves_stamp 1
UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
--   SEARCH desk_stamp USING INTEGER PRIMARY KEY (rowid=?)

-- put_off_moves_stamp 1
UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
--   SEARCH desk_stamp USING INTEGER PRIMARY KEY (rowid=?)

-- put_off_no_more_moves_stamp 1
UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
--   SEARCH desk_stamp USING INTEGER PRIMARY KEY (rowid=?)

-- put_orders
INSERT INTO orders (id, customer_id, placed_at, summary)
SELECT o.value ->> 'id', c.id, o.value ->> 'placed_at', o.value ->> 'summary'
FROM json_each(?1) AS o JOIN customers c ON c.id = o.value ->> 'customer_id' WHERE true
ON CONFLICT (id) DO UPDATE SET customer_id = excluded.customer_id, placed_at = excluded.placed_at,
  summary = excluded.summary
RETURNING id;
--   SCAN o VIRTUAL TABLE INDEX 1:
--   SEARCH c USING COVERING INDEX sqlite_autoindex_customers_1 (id=?)

-- put_persona
INSERT INTO persona (version, text, safety, invocation, changed_by, changed_at)
SELECT COALESCE((SELECT max(version) FROM persona), 0) + 1, ?1, CASE ?1 WHEN '' THEN 'approved' ELSE 'pending' END,
  ?2, ?3, ?4;
--   SCAN CONSTANT ROW
--   SCALAR SUBQUERY 1
--   SEARCH persona

-- put_products
INSERT INTO products (reference, name, aliases)
SELECT p.value ->> 0, p.value ->> 1, p.value ->> 2 FROM json_each(?1) AS p WHERE true
ON CONFLICT (reference) DO UPDATE SET name = excluded.name, aliases = excluded.aliases
  WHERE name IS NOT excluded.name OR aliases IS NOT excluded.aliases;
--   SCAN p VIRTUAL TABLE INDEX 1:

-- put_reply_rules
INSERT INTO reply_rules (version, body, invocation, changed_by, changed_at)
SELECT ?1 + 1, ?2, ?3, ?4, ?5 WHERE COALESCE((SELECT max(version) FROM reply_rules), 0) = ?1
RETURNING version;
--   SCAN CONSTANT ROW
--   SCALAR SUBQUERY 1
--   SEARCH reply_rules

-- put_saved_reply
INSERT INTO saved_reply (id, language, position, title, text)
SELECT ?1, ?2, ?3, ?4, ?5
WHERE (SELECT count(*) FROM saved_reply WHERE language = ?2 AND id <> ?1) < ?6
ON CONFLICT (id) DO UPDATE SET language = excluded.language, position = excluded.position, title = excluded.title,
  text = excluded.text
RETURNING id;
--   SCAN CONSTANT ROW
--   SCALAR SUBQUERY 1
--   SEARCH saved_reply USING COVERING INDEX saved_reply_in_order (language=?)

-- put_taught_words
INSERT INTO taught_words (version, body, invocation, changed_by, changed_at)
SELECT ?1 + 1, ?2, ?3, ?4, ?5 WHERE COALESCE((SELECT max(version) FROM taught_words), 0) = ?1
RETURNING version;
--   SCAN CONSTANT ROW
--   SCALAR SUBQUERY 1
--   SEARCH taught_words

-- put_templates
INSERT INTO reply_template (language, version, position, text, changed_by, changed_at)
SELECT ?1, COALESCE((SELECT max(version) FROM reply_template WHERE language = ?1), 0) + 1, t.key, t.value, ?3, ?4
FROM json_each(?2) AS t;
--   SCAN t VIRTUAL TABLE INDEX 1:
--   SCALAR SUBQUERY 1
--   SEARCH reply_template USING PRIMARY KEY (language=?)

-- quiet_hours
SELECT begins, ends, utc_offset FROM quiet_hours WHERE reviewer_id = ?1;
--   SEARCH quiet_hours USING PRIMARY KEY (reviewer_id=?)

-- raise_ledger_alarm
INSERT INTO ledger_alarm (what, since, invocation) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING;

-- recipient_changed 1
UPDATE review_queue SET version = version + 1 WHERE id = ?;
--   SEARCH review_queue USING INDEX sqlite_autoindex_review_queue_1 (id=?)

-- record_decision
INSERT INTO decision (id, review_id, version, action, reviewer_id, decided_at, text_sha256, reason, text,
  recipient, note)
SELECT ?3, r.id, ?4, ?5, (SELECT u.id FROM reviewer u WHERE u.id = COALESCE(
    (SELECT t.id FROM reviewer t WHERE t.token_sha256 = ?6 ->> 'token'),
    (SELECT s.reviewer_id FROM session s WHERE s.id_sha256 = ?6 ->> 'session'
      AND s.seen_at > iif(s.phone, ?6 ->> 'phone_idle_since', ?6 ->> 'idle_since')
      AND s.created_at > iif(s.phone, ?6 ->> 'phone_begun_since', ?6 ->> 'begun_since') AND s.ended_at IS NULL),
    (SELECT e.id FROM reviewer e WHERE e.email = ?6 ->> 'email'))
  AND u.revoked_at IS NULL AND u.role IN ('reviewer', 'admin') AND u.assistant = 0), ?7, ?8, ?9, iif(?5 = 'approve', r.draft_text, ?10), r.recipient, ?11
FROM review_queue r WHERE r.id = ?1 AND r.write_id = ?2;
--   SEARCH r USING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   SCALAR SUBQUERY 4
--   SEARCH u USING INDEX sqlite_autoindex_reviewer_1 (id=?)
--   SCALAR SUBQUERY 1
--   SEARCH t USING INDEX sqlite_autoindex_reviewer_2 (token_sha256=?)
--   SCALAR SUBQUERY 2
--   SEARCH s USING PRIMARY KEY (id_sha256=?)
--   SCALAR SUBQUERY 3
--   SEARCH e USING INDEX reviewer_email (email=?)

-- redraft_card
UPDATE review_queue SET redraft_at = ?3
WHERE id = ?1 AND version = ?2 AND state = 'pending' AND overflow = 0
  AND EXISTS (
    SELECT 1 FROM allowlist w WHERE w.sender_id = review_queue.sender_id AND w.customer_id = review_queue.customer_id)
RETURNING sender_id;
--   SEARCH review_queue USING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)

-- refused_sends
SELECT COALESCE(error_code, 0) AS code, started_at AS at FROM send_attempt
WHERE outcome = 'refused' AND started_at >= min(
  (SELECT max(started_at) FROM send_attempt WHERE outcome = 'refused'),
  COALESCE((SELECT max(started_at) FROM send_attempt WHERE outcome = 'accepted'), ''))
ORDER BY started_at DESC LIMIT ?1;
--   SEARCH send_attempt USING INDEX send_attempt_by_outcome (outcome=? AND started_at>?)
--   SCALAR SUBQUERY 1
--   SEARCH send_attempt USING COVERING INDEX send_attempt_by_outcome (outcome=?)
--   SCALAR SUBQUERY 2
--   SEARCH send_attempt USING COVERING INDEX send_attempt_by_outcome (outcome=?)

-- reject
UPDATE review_queue SET write_id = ?4, may_retry = 0, state = iif(state = 'pending', 'rejected', state),
  decision_id = iif(state = 'pending', ?7, decision_id)
WHERE id = ?1 AND version = ?2 AND (state = 'pending' OR (state = 'failed' AND NOT EXISTS (SELECT c.decided_at FROM decision c WHERE c.review_id = review_queue.id AND c.action = 'reject'
      AND c.decided_at >= COALESCE(review_queue.claimed_at, ''))))
  AND EXISTS (
    SELECT u.id FROM reviewer u WHERE u.id = COALESCE(
    (SELECT t.id FROM reviewer t WHERE t.token_sha256 = ?3 ->> 'token'),
    (SELECT s.reviewer_id FROM session s WHERE s.id_sha256 = ?3 ->> 'session'
      AND s.seen_at > iif(s.phone, ?3 ->> 'phone_idle_since', ?3 ->> 'idle_since')
      AND s.created_at > iif(s.phone, ?3 ->> 'phone_begun_since', ?3 ->> 'begun_since') AND s.ended_at IS NULL),
    (SELECT e.id FROM reviewer e WHERE e.email = ?3 ->> 'email'))
  AND u.revoked_at IS NULL AND u.role IN ('reviewer', 'admin') AND u.assistant = 0
      AND NOT EXISTS (
        SELECT 1 FROM idempotency_key k WHERE k.reviewer_id = u.id AND k.key = ?5
          AND (k.request_sha256 <> ?6 OR k.decision_id IS NOT NULL OR k.answer IS NOT NULL)))
RETURNING 1;
--   SEARCH review_queue USING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH c USING INDEX decision_of_review (review_id=? AND decided_at>?)
--   SCALAR SUBQUERY 6
--   SEARCH u USING INDEX sqlite_autoindex_reviewer_1 (id=?)
--   SCALAR SUBQUERY 2
--   SEARCH t USING INDEX sqlite_autoindex_reviewer_2 (token_sha256=?)
--   SCALAR SUBQUERY 3
--   SEARCH s USING PRIMARY KEY (id_sha256=?)
--   SCALAR SUBQUERY 4
--   SEARCH e USING INDEX reviewer_email (email=?)
--   CORRELATED SCALAR SUBQUERY 5
--   SEARCH k USING PRIMARY KEY (reviewer_id=? AND key=?)

-- release_draft_lease
UPDATE draft_lease SET expires_at = ?3 WHERE sender_id = ?1 AND fence = ?2;
--   SEARCH draft_lease USING PRIMARY KEY (sender_id=?)

-- release_listener
UPDATE listener SET position = max(position, ?3), failures = ?4, busy_until = ?5
WHERE name = ?1 AND busy_until = ?2;
--   SEARCH listener USING PRIMARY KEY (name=?)

-- reminders_due
SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM review_queue WHERE state = 'pending') THEN 0
  WHEN EXISTS (SELECT 1 FROM review_queue WHERE state = 'pending' AND window_closes_at > ?1 AND window_closes_at <= ?2)
  THEN 1
  ELSE EXISTS (SELECT 1 FROM review_queue INDEXED BY review_unreminded
    WHERE state = 'pending' AND reminded = 0 AND received_at <= ?3) END;
--   SCAN CONSTANT ROW
--   SCALAR SUBQUERY 1
--   SEARCH review_queue USING COVERING INDEX review_by_window (state=?)
--   SCALAR SUBQUERY 2
--   SEARCH review_queue USING COVERING INDEX review_by_window (state=? AND window_closes_at>? AND window_closes_at<?)
--   SCALAR SUBQUERY 3
--   SEARCH review_queue USING COVERING INDEX review_unreminded (received_at<?)

-- remove_device
DELETE FROM device WHERE id = ?1 AND reviewer_id = ?2 RETURNING id;
--   SEARCH device USING PRIMARY KEY (id=?)

-- remove_old_address
DELETE FROM allowlist WHERE address = ?1 AND EXISTS (
  SELECT 1 FROM allowlist n WHERE n.address = ?2 AND n.added_by = ?3 AND n.added_at = ?4
    AND n.customer_id = allowlist.customer_id);
--   SEARCH allowlist USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH n USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   SEARCH address_change USING PRIMARY KEY (entry=?)
--   SEARCH listed_twice USING COVERING INDEX listed_twice_bsuid (bsuid=?)
--   SEARCH listed_twice USING PRIMARY KEY (number=?)
--   SEARCH alias USING INDEX alias_of_entry (entry=?)

-- reply_times
WITH timed AS (
  SELECT CASE ?3 WHEN 'week' THEN date(day, '-6 days', 'weekday 1') ELSE day END AS period, seconds
  FROM reply_times WHERE day BETWEEN ?1 AND ?2
), placed AS (
  SELECT period, seconds, row_number() OVER (PARTITION BY period ORDER BY seconds) AS nth,
    count(*) OVER (PARTITION BY period) AS n
  FROM timed
)
SELECT period, count(*) AS answers, sum(seconds <= 300) AS within_5, sum(seconds <= 900) AS within_15,
  sum(seconds <= 3600) AS within_60,
  avg(seconds) FILTER (WHERE nth IN ((n + 1) / 2, (n + 2) / 2)) AS median_seconds,
  max(seconds) AS slowest_seconds
FROM placed GROUP BY period ORDER BY period;
--   CO-ROUTINE placed
--   CO-ROUTINE (subquery-5)
--   CO-ROUTINE (subquery-6)
--   SEARCH l USING INDEX run_ledger_day (<expr>>? AND <expr><?)
--   SEARCH r USING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   USE TEMP B-TREE FOR ORDER BY
--   SCAN (subquery-6)
--   USE TEMP B-TREE FOR ORDER BY
--   SCAN (subquery-5)
--   SCAN placed
--   USE TEMP B-TREE FOR GROUP BY

-- resolve
UPDATE review_queue SET state = ?8, may_retry = ?8 = 'failed', write_id = ?4
WHERE id = ?1 AND version = ?2 AND state = 'unknown' AND ?7 IS NOT NULL
  AND EXISTS (
    SELECT u.id FROM reviewer u WHERE u.id = COALESCE(
    (SELECT t.id FROM reviewer t WHERE t.token_sha256 = ?3 ->> 'token'),
    (SELECT s.reviewer_id FROM session s WHERE s.id_sha256 = ?3 ->> 'session'
      AND s.seen_at > iif(s.phone, ?3 ->> 'phone_idle_since', ?3 ->> 'idle_since')
      AND s.created_at > iif(s.phone, ?3 ->> 'phone_begun_since', ?3 ->> 'begun_since') AND s.ended_at IS NULL),
    (SELECT e.id FROM reviewer e WHERE e.email = ?3 ->> 'email'))
  AND u.revoked_at IS NULL AND u.role IN ('reviewer', 'admin') AND u.assistant = 0
      AND NOT EXISTS (
        SELECT 1 FROM idempotency_key k WHERE k.reviewer_id = u.id AND k.key = ?5
          AND (k.request_sha256 <> ?6 OR k.decision_id IS NOT NULL OR k.answer IS NOT NULL)))
RETURNING 1;
--   SEARCH review_queue USING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   SCALAR SUBQUERY 5
--   SEARCH u USING INDEX sqlite_autoindex_reviewer_1 (id=?)
--   SCALAR SUBQUERY 1
--   SEARCH t USING INDEX sqlite_autoindex_reviewer_2 (token_sha256=?)
--   SCALAR SUBQUERY 2
--   SEARCH s USING PRIMARY KEY (id_sha256=?)
--   SCALAR SUBQUERY 3
--   SEARCH e USING INDEX reviewer_email (email=?)
--   CORRELATED SCALAR SUBQUERY 4
--   SEARCH k USING PRIMARY KEY (reviewer_id=? AND key=?)

-- reviewer_by_credential
SELECT u.id, u.name, iif(u.assistant, 'assistant', u.role) AS role, u.language FROM reviewer u WHERE u.id = COALESCE(
    (SELECT t.id FROM reviewer t WHERE t.token_sha256 = ?1 ->> 'token'),
    (SELECT s.reviewer_id FROM session s WHERE s.id_sha256 = ?1 ->> 'session'
      AND s.seen_at > iif(s.phone, ?1 ->> 'phone_idle_since', ?1 ->> 'idle_since')
      AND s.created_at > iif(s.phone, ?1 ->> 'phone_begun_since', ?1 ->> 'begun_since') AND s.ended_at IS NULL),
    (SELECT e.id FROM reviewer e WHERE e.email = ?1 ->> 'email'))
  AND u.revoked_at IS NULL;
--   SEARCH u USING INDEX sqlite_autoindex_reviewer_1 (id=?)
--   SCALAR SUBQUERY 1
--   SEARCH t USING INDEX sqlite_autoindex_reviewer_2 (token_sha256=?)
--   SCALAR SUBQUERY 2
--   SEARCH s USING PRIMARY KEY (id_sha256=?)
--   SCALAR SUBQUERY 3
--   SEARCH e USING INDEX reviewer_email (email=?)

-- reviewer_revoked 1
DELETE FROM listener WHERE name IN (SELECT id FROM device WHERE reviewer_id = ?);
--   SEARCH listener USING PRIMARY KEY (name=?)
--   LIST SUBQUERY 1
--   SEARCH device USING COVERING INDEX device_of_reviewer (reviewer_id=?)
--   CREATE BLOOM FILTER

-- reviewer_revoked 2
DELETE FROM device WHERE reviewer_id = ?;
--   SEARCH device USING INDEX device_of_reviewer (reviewer_id=?)

-- reviewer_revoked 3
DELETE FROM quiet_hours WHERE reviewer_id = ?;
--   SEARCH quiet_hours USING PRIMARY KEY (reviewer_id=?)

-- reviewer_revoked 4
DELETE FROM hold WHERE reviewer_id = ?;
--   SEARCH hold USING INDEX hold_of_reviewer (reviewer_id=?)

-- reviewer_speaks
UPDATE reviewer SET language = ?2 WHERE id = ?1;
--   SEARCH reviewer USING INDEX sqlite_autoindex_reviewer_1 (id=?)

-- revoke_reviewer
UPDATE reviewer SET revoked_at = ?2, email = NULL WHERE id = ?1 AND revoked_at IS NULL RETURNING id;
--   SEARCH reviewer USING INDEX sqlite_autoindex_reviewer_1 (id=?)

-- revoked_puts_nothing_off 1
DELETE FROM later WHERE reviewer_id = ?;
--   SEARCH later USING INDEX later_of_reviewer (reviewer_id=?)

-- said_since
SELECT EXISTS (
    SELECT 1 FROM inbound_message m WHERE m.waiting = 1 AND m.sender_id IN (
    SELECT r.sender_id
    UNION ALL SELECT s.other_id FROM same_sender s WHERE s.sender_id = r.sender_id)) AS waiting, (SELECT o.id FROM review_queue o
  WHERE o.state = 'pending' AND o.id <> r.id AND o.sender_id IN (
    SELECT r.sender_id
    UNION ALL SELECT s.other_id FROM same_sender s WHERE s.sender_id = r.sender_id)
    AND CASE WHEN o.overflow > r.overflow
      THEN (SELECT max(m.id) FROM inbound_message m WHERE m.review_id = o.id)
        > (SELECT min(m.id) FROM inbound_message m WHERE m.review_id = r.id)
      ELSE (SELECT min(m.id) FROM inbound_message m WHERE m.review_id = o.id)
        > (SELECT max(m.id) FROM inbound_message m WHERE m.review_id = r.id) END LIMIT 1) AS on_card
FROM review_queue r WHERE r.id = ?1 AND r.state IN ('pending', 'failed');
--   SEARCH r USING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 3
--   SEARCH m USING COVERING INDEX inbound_waiting (sender_id=?)
--   CORRELATED LIST SUBQUERY 2
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   SCAN CONSTANT ROW
--   UNION ALL
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH a USING COVERING INDEX alias_of_entry (entry=?)
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   UNION ALL
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH a USING PRIMARY KEY (address=?)
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   UNION ALL
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH t USING PRIMARY KEY (number=?)
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   UNION ALL
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH t USING COVERING INDEX listed_twice_bsuid (bsuid=?)
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   CORRELATED SCALAR SUBQUERY 10
--   SEARCH o USING INDEX review_by_window (state=?)
--   CORRELATED LIST SUBQUERY 5
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   SCAN CONSTANT ROW
--   UNION ALL
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH a USING COVERING INDEX alias_of_entry (entry=?)
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   UNION ALL
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH a USING PRIMARY KEY (address=?)
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   UNION ALL
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH t USING PRIMARY KEY (number=?)
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   UNION ALL
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH t USING COVERING INDEX listed_twice_bsuid (bsuid=?)
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   CORRELATED SCALAR SUBQUERY 6
--   SEARCH m USING COVERING INDEX inbound_review (review_id=?)
--   CORRELATED SCALAR SUBQUERY 7
--   SEARCH m USING COVERING INDEX inbound_review (review_id=?)
--   CORRELATED SCALAR SUBQUERY 8
--   SEARCH m USING COVERING INDEX inbound_review (review_id=?)
--   CORRELATED SCALAR SUBQUERY 9
--   SEARCH m USING COVERING INDEX inbound_review (review_id=?)

-- saved_again_moves_stamp 1
UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
--   SEARCH desk_stamp USING INTEGER PRIMARY KEY (rowid=?)

-- saved_moves_stamp 1
UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
--   SEARCH desk_stamp USING INTEGER PRIMARY KEY (rowid=?)

-- saved_no_more_moves_stamp 1
UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
--   SEARCH desk_stamp USING INTEGER PRIMARY KEY (rowid=?)

-- saved_replies
SELECT id, language, position, title, text FROM saved_reply ORDER BY language, position, id;
--   SCAN saved_reply USING INDEX saved_reply_in_order

-- session_seen
UPDATE session SET seen_at = ?2
WHERE id_sha256 = ?1 AND seen_at < ?3 AND seen_at > iif(phone, ?6, ?4) AND created_at > iif(phone, ?7, ?5)
  AND ended_at IS NULL;
--   SEARCH session USING PRIMARY KEY (id_sha256=?)

-- set_quiet_hours
INSERT INTO quiet_hours (reviewer_id, begins, ends, utc_offset) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (reviewer_id) DO UPDATE SET begins = excluded.begins, ends = excluded.ends, utc_offset = excluded.utc_offset;

-- set_reviewer_email
UPDATE reviewer SET email = ?2 WHERE id = ?1 AND revoked_at IS NULL
  AND (?2 IS NULL OR NOT EXISTS (SELECT 1 FROM reviewer WHERE email = ?2 AND id <> ?1))
RETURNING id;
--   SEARCH reviewer USING INDEX sqlite_autoindex_reviewer_1 (id=?)
--   SCALAR SUBQUERY 1
--   SEARCH reviewer USING INDEX reviewer_email (email=?)

-- settle_ledger_alarm
UPDATE ledger_alarm SET settled_at = ?1, kept_row = ?2, kept_at = ?3, kept_link = ?4,
  found_row = ?5, found_at = ?6, found_link = ?7
WHERE what = 'went_back';
--   SEARCH ledger_alarm USING PRIMARY KEY (what=?)

-- shapes_of_cards
SELECT r.id AS review_id, r.gate_verdict = 'order_shaped' AS judged_order, k.was_order
FROM review_queue r LEFT JOIN shape_mark k ON k.review_id = r.id WHERE r.id IN (SELECT value FROM json_each(?1));
--   SEARCH r USING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   LIST SUBQUERY 1
--   SCAN json_each VIRTUAL TABLE INDEX 1:
--   CREATE BLOOM FILTER
--   SEARCH k USING INDEX sqlite_autoindex_shape_mark_1 (review_id=?) LEFT-JOIN

-- silence
WITH l AS (SELECT max(at) AS last FROM run_ledger WHERE step = 'admit')
SELECT last, CASE WHEN last IS NULL OR last > ?3
  OR NOT EXISTS (SELECT 1 FROM run_ledger WHERE step = 'admit' AND at <= ?4) THEN 0
  ELSE NOT EXISTS (SELECT 1 FROM json_each(?1) AS d
    WHERE NOT EXISTS (SELECT 1 FROM run_ledger m WHERE m.step = 'admit'
        AND m.at > strftime('%Y-%m-%dT%H:%M:%fZ', l.last, '-' || d.value || ' days')
        AND m.at <= strftime('%Y-%m-%dT%H:%M:%fZ', ?2, '-' || d.value || ' days'))
      AND EXISTS (SELECT 1 FROM run_ledger m WHERE m.step = 'admit'
        AND m.at <= strftime('%Y-%m-%dT%H:%M:%fZ', ?2, '-' || d.value || ' days'))) END AS unusual
FROM l;
--   CO-ROUTINE l
--   SEARCH run_ledger USING COVERING INDEX run_ledger_messages
--   SCAN l
--   SCALAR SUBQUERY 2
--   SEARCH run_ledger USING COVERING INDEX run_ledger_messages (at<?)
--   CORRELATED SCALAR SUBQUERY 5
--   SCAN d VIRTUAL TABLE INDEX 1:
--   CORRELATED SCALAR SUBQUERY 3
--   SEARCH m USING COVERING INDEX run_ledger_messages (at>? AND at<?)
--   CORRELATED SCALAR SUBQUERY 4
--   SEARCH m USING COVERING INDEX run_ledger_messages (at<?)

-- silence_device
DELETE FROM listener WHERE name = ?1;
--   SEARCH listener USING PRIMARY KEY (name=?)

-- standing_ledger_alarms
SELECT what, since, kept_row, kept_at, kept_link, found_row, found_at, found_link, settled_at
FROM ledger_alarm ORDER BY what DESC;
--   SCAN ledger_alarm

-- standing_trouble
SELECT what FROM trouble;
--   SCAN trouble

-- still_waiting
SELECT admitted_at FROM inbound_message WHERE sender_id = ?1 AND waiting = 1 ORDER BY admitted_at LIMIT 1;
--   SEARCH inbound_message USING COVERING INDEX inbound_waiting (sender_id=?)

-- stuck_cards
SELECT r.id, r.state, r.version, r.window_closes_at, r.draft_text, r.draft_sha256, r.may_retry,
  iif(r.state = 'failed', (SELECT c.decided_at FROM decision c WHERE c.review_id = r.id AND c.action = 'reject'
      AND c.decided_at >= COALESCE(r.claimed_at, '') ORDER BY c.decided_at DESC LIMIT 1), NULL) AS closed_at,
  (SELECT json_group_array(json_object('entry', w.address,
      'aliases', json((SELECT json_group_array(a.address) FROM alias a WHERE a.entry = w.address)),
      'moved', json((SELECT json_object('to', c.address, 'at', c.noticed_at, 'messages', c.messages)
        FROM address_change c WHERE c.entry = w.address))))
    FROM allowlist w WHERE w.customer_id = r.customer_id) AS listing,
  EXISTS (SELECT 1 FROM allowlist w WHERE w.customer_id = r.customer_id AND w.added_at <= r.opened_at) AS still_listed,
  r.sender_id, r.customer_id, r.customer_name, r.recipient, r.opened_at, r.received_at, r.previous_id, r.gate_verdict, r.gate_why,
  r.gate_evidence, r.named_products, r.words_version, k.was_order, r.draft_language, r.draft_source, r.draft_model, r.draft_prompt, r.draft_fallback, r.error_code,
  r.answered_elsewhere_at, r.overflow,
  (SELECT count(*) FROM inbound_message m WHERE m.review_id = r.id) AS messages,
  d.action, d.decided_at, d.text AS decision_text, d.reason, u.name AS decided_by,
  a.id AS attempt, a.delivery_rank, a.wamid,
  h.reviewer_id AS held_id, hu.name AS held_by, h.until AS held_until,
  lu.name AS put_off_by, l.until AS put_off_until,
  (SELECT json_group_array(json_array(n.text,
      COALESCE((SELECT nu.name FROM reviewer nu WHERE nu.id = n.reviewer_id), ''), n.at))
    FROM note n WHERE n.review_id = r.id) AS notes,
  (SELECT json_group_array(json_array(id, title)) FROM (
      SELECT o.id, o.title FROM saved_reply o
      WHERE r.state IN ('pending', 'failed') AND (r.draft_sha256 IS NULL OR instr(r.gate_evidence, '"question"') OR instr(r.gate_evidence, '"after_order"')
        OR instr(r.gate_evidence, '"complaint"') OR instr(r.gate_evidence, '"return"')
        OR instr(r.gate_evidence, '"cancellation"')) AND o.language = COALESCE(r.draft_language,
        (SELECT lower(substr(c.language, 1, 2)) FROM customers c WHERE c.id = r.customer_id), 'fr')
      ORDER BY o.position, o.id)) AS choices
FROM review_queue r
LEFT JOIN decision d ON d.id = r.decision_id
LEFT JOIN reviewer u ON u.id = d.reviewer_id
LEFT JOIN send_attempt a ON a.id = r.attempt_id
LEFT JOIN shape_mark k ON k.review_id = r.id
LEFT JOIN hold h ON h.review_id = r.id
LEFT JOIN reviewer hu ON hu.id = h.reviewer_id
LEFT JOIN later l ON l.review_id = r.id
LEFT JOIN reviewer lu ON lu.id = l.reviewer_id
WHERE r.id IN (
  SELECT id FROM review_queue WHERE state = 'unknown'
  UNION ALL SELECT id FROM review_queue
    WHERE state IN ('failed', 'expired') AND window_closes_at > ?1 AND erased_at IS NULL
      AND NOT EXISTS (SELECT c.decided_at FROM decision c WHERE c.review_id = review_queue.id AND c.action = 'reject'
      AND c.decided_at >= COALESCE(review_queue.claimed_at, ''))
  UNION ALL SELECT id FROM review_queue WHERE state = 'sending' AND claimed_at < ?2
  UNION ALL SELECT id FROM review_queue WHERE state = 'pending' AND opened_at < ?3
  LIMIT 200)
ORDER BY r.state = 'pending', r.window_closes_at;
--   SEARCH r USING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   LIST SUBQUERY 16
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   SEARCH review_queue USING COVERING INDEX review_by_window (state=?)
--   CREATE BLOOM FILTER
--   UNION ALL
--   SEARCH review_queue USING INDEX review_by_window (state=? AND window_closes_at>?)
--   CORRELATED SCALAR SUBQUERY 13
--   SEARCH c USING INDEX decision_of_review (review_id=? AND decided_at>?)
--   CREATE BLOOM FILTER
--   UNION ALL
--   SEARCH review_queue USING INDEX review_by_window (state=?)
--   CREATE BLOOM FILTER
--   UNION ALL
--   SEARCH review_queue USING INDEX review_by_window (state=?)
--   CREATE BLOOM FILTER
--   SEARCH d USING INDEX sqlite_autoindex_decision_1 (id=?) LEFT-JOIN
--   SEARCH u USING INDEX sqlite_autoindex_reviewer_1 (id=?) LEFT-JOIN
--   SEARCH a USING INDEX sqlite_autoindex_send_attempt_1 (id=?) LEFT-JOIN
--   SEARCH k USING INDEX sqlite_autoindex_shape_mark_1 (review_id=?) LEFT-JOIN
--   SEARCH h USING PRIMARY KEY (review_id=?) LEFT-JOIN
--   SEARCH hu USING INDEX sqlite_autoindex_reviewer_1 (id=?) LEFT-JOIN
--   SEARCH l USING PRIMARY KEY (review_id=?) LEFT-JOIN
--   SEARCH lu USING INDEX sqlite_autoindex_reviewer_1 (id=?) LEFT-JOIN
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH c USING INDEX decision_of_review (review_id=? AND decided_at>?)
--   CORRELATED SCALAR SUBQUERY 4
--   SEARCH w USING INDEX allowlist_of_customer (customer_id=?)
--   CORRELATED SCALAR SUBQUERY 2
--   SEARCH a USING COVERING INDEX alias_of_entry (entry=?)
--   CORRELATED SCALAR SUBQUERY 3
--   SEARCH c USING PRIMARY KEY (entry=?)
--   CORRELATED SCALAR SUBQUERY 5
--   SEARCH w USING INDEX allowlist_of_customer (customer_id=?)
--   CORRELATED SCALAR SUBQUERY 6
--   SEARCH m USING COVERING INDEX inbound_review (review_id=?)
--   CORRELATED SCALAR SUBQUERY 8
--   SEARCH n USING INDEX note_of_review (review_id=?)
--   CORRELATED SCALAR SUBQUERY 7
--   SEARCH nu USING INDEX sqlite_autoindex_reviewer_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 11
--   CO-ROUTINE (subquery-10)
--   SEARCH o USING INDEX saved_reply_in_order (language=?)
--   CORRELATED SCALAR SUBQUERY 9
--   SEARCH c USING INDEX sqlite_autoindex_customers_1 (id=?)
--   SCAN (subquery-10)
--   USE TEMP B-TREE FOR ORDER BY

-- switch_moves_stamp 1
UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
--   SEARCH desk_stamp USING INTEGER PRIMARY KEY (rowid=?)

-- switch_turned_moves_stamp 1
UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
--   SEARCH desk_stamp USING INTEGER PRIMARY KEY (rowid=?)

-- switched_off
SELECT u.name AS by, s.changed_at AS since FROM bot_switch s JOIN reviewer u ON u.id = s.changed_by
WHERE s.id = 1 AND s.is_on = 0;
--   SEARCH s USING INTEGER PRIMARY KEY (rowid=?)
--   SEARCH u USING INDEX sqlite_autoindex_reviewer_1 (id=?)

-- take_alerts
UPDATE listener SET busy_until = ?3 WHERE name = ?1 AND busy_until <= ?2 AND EXISTS (
  SELECT 1 FROM run_ledger u WHERE u.step = 'trouble' AND u.id > listener.position)
RETURNING failures;
--   SEARCH listener USING PRIMARY KEY (name=?)
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH u USING COVERING INDEX run_ledger_trouble (id>?)

-- take_draft_lease
INSERT INTO draft_lease (sender_id, fence, expires_at) VALUES (?1, 1, ?3)
ON CONFLICT (sender_id) DO UPDATE SET fence = fence + 1, expires_at = excluded.expires_at
WHERE draft_lease.expires_at <= ?2 OR draft_lease.expires_at = ?3
RETURNING fence;

-- take_hold
INSERT INTO hold (review_id, reviewer_id, until)
SELECT id, ?2, ?3 FROM review_queue
WHERE id = ?1 AND state IN ('pending', 'failed', 'unknown') AND NOT EXISTS (SELECT c.decided_at FROM decision c WHERE c.review_id = review_queue.id AND c.action = 'reject'
      AND c.decided_at >= COALESCE(review_queue.claimed_at, ''))
ON CONFLICT (review_id) DO UPDATE SET reviewer_id = excluded.reviewer_id, until = excluded.until;
--   SEARCH review_queue USING INDEX sqlite_autoindex_review_queue_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH c USING INDEX decision_of_review (review_id=? AND decided_at>?)

-- take_idempotency_key
INSERT INTO idempotency_key (reviewer_id, key, request_sha256, created_at) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (reviewer_id, key) DO NOTHING;

-- take_listener
UPDATE listener SET busy_until = ?3 WHERE name = ?1 AND busy_until <= ?2 RETURNING failures;
--   SEARCH listener USING PRIMARY KEY (name=?)

-- take_model_call
INSERT INTO model_budget (day, calls, last_call, spent_micros) SELECT ?1, 1, ?3, ?4 WHERE ?2 > 0 AND ?4 <= ?5
ON CONFLICT (day) DO UPDATE SET calls = calls + 1, last_call = excluded.last_call,
  spent_micros = spent_micros + excluded.spent_micros
WHERE model_budget.calls < ?2 AND model_budget.spent_micros + excluded.spent_micros <= ?5
RETURNING calls;
--   SCAN CONSTANT ROW

-- take_up
DELETE FROM later WHERE review_id = ?1;
--   SEARCH later USING PRIMARY KEY (review_id=?)

-- taught_word_in_a_name
SELECT w.value ->> 0 AS word FROM json_each(?1) AS w
WHERE EXISTS (
  SELECT 1 FROM customers c, json_each(w.value) AS way
  WHERE instr(' ' || replace(lower(c.name), '-', ' ') || ' ', ' ' || way.value || ' ') > 0)
LIMIT 1;
--   SCAN w VIRTUAL TABLE INDEX 1:
--   CORRELATED SCALAR SUBQUERY 1
--   SCAN c
--   SCAN way VIRTUAL TABLE INDEX 1:

-- templates_of_sender
SELECT t.language, t.version, t.text FROM reply_template t
WHERE t.language = COALESCE((
    SELECT lower(substr(c.language, 1, 2)) FROM allowlist a JOIN customers c ON c.id = a.customer_id
    WHERE a.sender_id = ?1), 'fr')
  AND t.version = (SELECT max(n.version) FROM reply_template n WHERE n.language = t.language)
ORDER BY t.position;
--   SEARCH t USING PRIMARY KEY (language=?)
--   SCALAR SUBQUERY 1
--   SEARCH a USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH c USING INDEX sqlite_autoindex_customers_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 2
--   SEARCH n USING PRIMARY KEY (language=?)
--   USE TEMP B-TREE FOR ORDER BY

-- tie_idempotency_key
INSERT INTO idempotency_key (reviewer_id, key, request_sha256, created_at, decision_id)
SELECT d.reviewer_id, ?2, ?3, d.decided_at, d.id FROM decision d WHERE d.id = ?1
ON CONFLICT (reviewer_id, key) DO UPDATE SET decision_id = excluded.decision_id;
--   SEARCH d USING INDEX sqlite_autoindex_decision_1 (id=?)

-- triggers
SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name;
--   SCAN sqlite_master
--   USE TEMP B-TREE FOR ORDER BY

-- trouble_news
SELECT id, outcome, reason AS what FROM run_ledger INDEXED BY run_ledger_trouble
WHERE step = 'trouble' AND id > (SELECT position FROM listener WHERE name = ?1) ORDER BY id LIMIT 3;
--   SEARCH run_ledger USING INDEX run_ledger_trouble (id>?)
--   SCALAR SUBQUERY 1
--   SEARCH listener USING PRIMARY KEY (name=?)

-- turn_switch
INSERT INTO bot_switch (id, is_on, changed_by, changed_at) VALUES (1, ?1, ?2, ?3)
ON CONFLICT (id) DO UPDATE SET is_on = excluded.is_on, changed_by = excluded.changed_by,
  changed_at = excluded.changed_at
WHERE is_on <> excluded.is_on;

-- undone_cards
SELECT (SELECT count(*) FROM (
  SELECT id FROM review_queue WHERE state = 'unknown'
  UNION ALL SELECT id FROM review_queue WHERE state = 'failed' AND window_closes_at > ?1 AND erased_at IS NULL
    AND NOT EXISTS (SELECT c.decided_at FROM decision c WHERE c.review_id = review_queue.id AND c.action = 'reject'
      AND c.decided_at >= COALESCE(review_queue.claimed_at, ''))
  LIMIT 200)) AS cards,
  EXISTS (SELECT 1 FROM device WHERE endpoint IS NOT NULL) AS device,
  (SELECT since FROM trouble WHERE what = 'unsigned') AS unsigned;
--   SCAN CONSTANT ROW
--   SCALAR SUBQUERY 4
--   CO-ROUTINE (subquery-3)
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   SEARCH review_queue USING COVERING INDEX review_by_window (state=?)
--   UNION ALL
--   SEARCH review_queue USING INDEX review_by_window (state=? AND window_closes_at>?)
--   CORRELATED SCALAR SUBQUERY 2
--   SEARCH c USING INDEX decision_of_review (review_id=? AND decided_at>?)
--   SCAN (subquery-3)
--   SCALAR SUBQUERY 5
--   SEARCH device USING COVERING INDEX device_endpoint (endpoint>?)
--   SCALAR SUBQUERY 6
--   SEARCH trouble USING PRIMARY KEY (what=?)

-- ungathered_messages
SELECT count(*) AS n FROM inbound_message WHERE waiting = 1 AND admitted_at < ?1;
--   SCAN inbound_message USING COVERING INDEX inbound_waiting

-- unlisted_moves_stamp 1
UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
--   SEARCH desk_stamp USING INTEGER PRIMARY KEY (rowid=?)

-- unsealed_ledger_rows
SELECT * FROM run_ledger WHERE id > ?1 AND id <= ?2 ORDER BY id LIMIT ?3;
--   SEARCH run_ledger USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)

-- use_sign_in_link
UPDATE sign_in_link SET session_sha256 = ?2
WHERE code_sha256 = ?1 AND session_sha256 IS NULL AND expires_at > ?3 RETURNING code_sha256;
--   SEARCH sign_in_link USING PRIMARY KEY (code_sha256=?)

-- waiting_messages
SELECT m.id, m.message_ref, iif(m.kind IN ('edit', 'revoke') AND EXISTS (
    SELECT 1 FROM inbound_message t WHERE t.message_ref = m.target_ref AND t.outcome = 'over_limit'),
  'over_limit', m.outcome) AS outcome, m.kind, m.kind_name, m.freshness, m.in_group, m.stamped_at,
  m.admitted_at, m.window_closes_at, m.target_ref, m.review_id, m.wamid, m.reply_to, m.text, m.order_lines,
  m.customer_id, m.media, m.details, m.forwarded, m.notice, m.quoted_ref IS NOT NULL AS quotes, m.quoted_by,
  iif(EXISTS (
      SELECT 1 FROM inbound_message e
      WHERE e.target_ref = q.message_ref AND e.kind = 'revoke' AND e.customer_id = q.customer_id), NULL,
    substr(COALESCE(
      (SELECT e.text FROM inbound_message e
       WHERE e.target_ref = q.message_ref AND e.kind = 'edit' AND e.customer_id = q.customer_id AND e.id < m.id
       ORDER BY e.id DESC LIMIT 1),
      iif(q.order_lines IS NULL OR q.text IS NULL, COALESCE(q.order_lines, q.text),
        q.order_lines || char(10) || q.text)), 1, 2001)) AS referred_text,
  q.review_id AS referred_card,
  (SELECT substr(d.text, 1, 2001) FROM send_attempt a JOIN decision d ON d.id = a.decision_id
   WHERE a.id = m.quoted_attempt) AS sent_text,
  (SELECT p.name FROM products p WHERE p.reference = m.details ->> '$.product.reference') AS product_name
FROM inbound_message m
LEFT JOIN inbound_message q
  ON q.message_ref = COALESCE(m.target_ref, m.quoted_ref) AND q.customer_id = m.customer_id AND q.notice = 0
WHERE m.id IN (
  SELECT id FROM (
    SELECT n.id, row_number() OVER w AS nth, sum(length(COALESCE(n.text, '')) + length(COALESCE(n.order_lines, ''))) OVER w AS held
    FROM inbound_message n WHERE n.sender_id = ?1 AND n.waiting = 1 AND n.customer_id = COALESCE(
  (SELECT m.customer_id FROM inbound_message m WHERE m.sender_id = ?1 AND m.waiting = 1
   ORDER BY m.admitted_at, m.id LIMIT 1),
  (SELECT q.customer_id FROM review_queue q
   WHERE q.sender_id = ?1 AND q.state = 'pending' AND q.redraft_at IS NOT NULL LIMIT 1),
  (SELECT w.customer_id FROM allowlist w WHERE w.sender_id = ?1))
    WINDOW w AS (ORDER BY n.admitted_at, n.id))
  WHERE nth = 1 OR (nth <= ?2 AND held <= ?3))
ORDER BY m.admitted_at, m.id;
--   SEARCH m USING INTEGER PRIMARY KEY (rowid=?)
--   LIST SUBQUERY 10
--   CO-ROUTINE (subquery-9)
--   CO-ROUTINE (subquery-12)
--   CO-ROUTINE (subquery-13)
--   SEARCH n USING INDEX inbound_waiting (sender_id=?)
--   SCALAR SUBQUERY 6
--   SEARCH m USING INDEX inbound_waiting (sender_id=?)
--   SCALAR SUBQUERY 7
--   SEARCH q USING INDEX review_one_open (sender_id=?)
--   SCALAR SUBQUERY 8
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SCAN (subquery-13)
--   SCAN (subquery-12)
--   SCAN (subquery-9)
--   CREATE BLOOM FILTER
--   SEARCH q USING INDEX sqlite_autoindex_inbound_message_1 (message_ref=?) LEFT-JOIN
--   CORRELATED SCALAR SUBQUERY 1
--   SEARCH t USING INDEX sqlite_autoindex_inbound_message_1 (message_ref=?)
--   CORRELATED SCALAR SUBQUERY 2
--   SEARCH e USING INDEX inbound_target (target_ref=?)
--   CORRELATED SCALAR SUBQUERY 3
--   SEARCH e USING INDEX inbound_target (target_ref=? AND rowid<?)
--   CORRELATED SCALAR SUBQUERY 4
--   SEARCH a USING INDEX sqlite_autoindex_send_attempt_1 (id=?)
--   SEARCH d USING INDEX sqlite_autoindex_decision_1 (id=?)
--   CORRELATED SCALAR SUBQUERY 5
--   SEARCH p USING INDEX sqlite_autoindex_products_1 (reference=?)
--   USE TEMP B-TREE FOR ORDER BY

-- word_trial
SELECT write_id, version, kind, words, waiting, cards, non_orders, became_orders, changed
FROM word_trial WHERE admin = ?1;
--   SEARCH word_trial USING INDEX sqlite_autoindex_word_trial_1 (admin=?)

-- write_product_index_pages
INSERT INTO product_index_page (run, page, starts_at, body)
SELECT ?1, ?2 + p.key, p.value ->> 0, p.value ->> 1 FROM json_each(?3) AS p
WHERE EXISTS (SELECT 1 FROM product_index_build WHERE id = 1 AND write_id = ?4)
ON CONFLICT (run, page) DO UPDATE SET starts_at = excluded.starts_at, body = excluded.body;
--   SCAN p VIRTUAL TABLE INDEX 1:
--   SCALAR SUBQUERY 1
--   SEARCH product_index_build USING INTEGER PRIMARY KEY (rowid=?)

-- writing_ends_later 1
DELETE FROM later WHERE review_id IN (
    SELECT id FROM review_queue WHERE state = 'pending' AND sender_id IN (
      SELECT ? UNION ALL SELECT s.other_id FROM same_sender s WHERE s.sender_id = ?));
--   SEARCH later USING PRIMARY KEY (review_id=?)
--   LIST SUBQUERY 3
--   SEARCH review_queue USING INDEX review_by_window (state=?)
--   LIST SUBQUERY 2
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   SCAN CONSTANT ROW
--   CREATE BLOOM FILTER
--   UNION ALL
--   COMPOUND QUERY
--   LEFT-MOST SUBQUERY
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH a USING COVERING INDEX alias_of_entry (entry=?)
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   CREATE BLOOM FILTER
--   UNION ALL
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH a USING PRIMARY KEY (address=?)
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   CREATE BLOOM FILTER
--   UNION ALL
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH t USING PRIMARY KEY (number=?)
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   CREATE BLOOM FILTER
--   UNION ALL
--   SEARCH b USING INDEX sqlite_autoindex_allowlist_2 (sender_id=?)
--   SEARCH t USING COVERING INDEX listed_twice_bsuid (bsuid=?)
--   SEARCH w USING INDEX sqlite_autoindex_allowlist_1 (address=?)
--   CREATE BLOOM FILTER
--   CREATE BLOOM FILTER

-- written_card
SELECT version FROM review_queue WHERE id = ?1 AND write_id = ?2;
--   SEARCH review_queue USING INDEX sqlite_autoindex_review_queue_1 (id=?)
