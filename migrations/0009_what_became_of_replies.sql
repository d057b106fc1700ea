-- Replies are counted by what became of them, not by what was decided: a reply that Graph
-- refused helped nobody.

-- What became of each reply. One row a card that somebody decided to answer, on the UTC day of
-- the decision; of a card that failed and was pressed again, the last decision. Statuses and
-- people settle a send by a row of their own, so the last row about the send tells.
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

-- "How often did it help, how often did it mislead?" `approved_unchanged`, `edited` (a draft that
-- a person changed) and `rejected` are decisions; `sent_unchanged`, `sent_edited`,
-- `answered_by_hand` (a person's own words on a card without a draft), `sent`, `failed` and
-- `unknown` are what became of the replies decided on that day, each counted once.
--
-- The replies of a day are looked at once, as JSON, and only of the days that are asked for.
DROP VIEW ledger_daily;
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
