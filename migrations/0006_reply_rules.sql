-- Reply rules and persona, a row a version: the newest counts, the others tell what was
-- in force when. What wrote a draft and what it cost.
CREATE TABLE reply_rules (
  version INTEGER PRIMARY KEY,
  body TEXT NOT NULL, -- JSON: rules and default (src/draft/rules.rs)
  invocation TEXT NOT NULL,
  changed_by TEXT NOT NULL,
  changed_at TEXT NOT NULL
);

-- How a model shall sound. It writes nothing under one that nobody approved.
CREATE TABLE persona (
  version INTEGER PRIMARY KEY,
  text TEXT NOT NULL, -- empty: none
  safety TEXT NOT NULL CHECK (safety IN ('pending', 'approved', 'refused')),
  invocation TEXT NOT NULL,
  changed_by TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  judged_by TEXT,
  judged_at TEXT
);

-- Prompt, persona, rule or templates, with their versions.
ALTER TABLE review_queue ADD COLUMN draft_prompt TEXT;
-- Why a template stands where a model was meant to write, as the ledger has it.
ALTER TABLE review_queue ADD COLUMN draft_fallback TEXT;

-- Millionths of the currency of LLM_PRICES.
ALTER TABLE model_budget ADD COLUMN spent_micros INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run_ledger ADD COLUMN cost_micros INTEGER;

DROP VIEW ledger_trail;
CREATE VIEW ledger_trail AS
SELECT
  l.review_id, l.message_ref, l.id AS ledger_id, l.at, l.step, l.outcome, l.version, l.actor,
  l.reason, l.model, l.tokens_in, l.tokens_out, l.latency_ms, l.cost_micros, l.invocation
FROM run_ledger l
WHERE l.review_id IS NOT NULL
UNION ALL
SELECT
  m.review_id, l.message_ref, l.id, l.at, l.step, l.outcome, l.version, l.actor,
  l.reason, l.model, l.tokens_in, l.tokens_out, l.latency_ms, l.cost_micros, l.invocation
FROM run_ledger l
LEFT JOIN inbound_message m ON m.message_ref = l.message_ref
WHERE l.review_id IS NULL AND l.message_ref IS NOT NULL;
