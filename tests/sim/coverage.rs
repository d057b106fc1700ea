//! What the simulator reached, over all seeds: one that never reached a fault has not
//! tested it.

use std::collections::BTreeMap;

/// How often each thing happened.
#[derive(Clone, Debug, Default)]
pub struct Counts(pub BTreeMap<String, u64>);

/// A batch that ran this often while there were faults must have been hit by each.
const OFTEN: u64 = 3_000;

/// What can happen to a batch.
pub const FAULTS: [&str; 4] =
    ["crashed before", "crashed after", "failed before the commit of", "failed after the commit of"];

/// Every change of a card's state that there is. Any other breaks an invariant.
pub const STATE_CHANGES: [&str; 14] = [
    "failed → failed",
    "pending → sending",
    "pending → rejected",
    "pending → expired",
    "sending → sent",
    "sending → failed",
    "sending → unknown",
    "failed → sending",
    "unknown → sent",
    "unknown → failed",
    "failed → sent",
    "sent → failed",
    "pending → pending",
    "new → pending",
];

const EVENTS: &[&str] = &[
    "an assistant asked",
    "switched off at the desk",
    "a bsuid listed elsewhere",
    "known by an alias",
    "a change that reached its message",
    "number and bsuid joined",
    "moved to a new number",
    "wrote from a new number",
    "new address listed",
    "a newer card goes before it",
    "answered from the phone",
    "notice",
    "picture",
    "quote",
    "group",
    "a number passed on",
    "a claim stalled",
    "a timer was lost",
    "a lost timer was set anew",
    "crashed before request",
    "crashed before body",
    "crashed after reviewer_by_credential",
    "crashed after claim",
    "crashed before graph",
    "crashed after graph",
    "crashed before finish_attempt",
    "crashed after finish_attempt",
    "crashed before answer",
    "a lost answer was asked for again",
    "an answer was given again",
    "a session was over",
    "a card was put off at the desk",
    "crashed before model",
    "crashed after model",
    "crashed before crm",
    "crashed after crm",
    "crashed before timer",
    "crashed after timer",
    "crashed before witness told",
    "crashed after witness told",
    "crashed before witness of erasures",
    "crashed after witness of erasures",
    "graph accepted",
    "graph took it and failed",
    "graph TooFast",
    "graph Final",
    "graph Configuration",
    "graph Bug",
    "graph Unknown",
    "graph 5xx",
    "graph timeout",
    "graph cut",
    "graph garbled",
    "graph redirect",
    "status of somebody else's message",
    "model answered",
    "model attacked",
    "model failed",
    "webhook redelivered",
    "decision lost the race",
    "decision repeated",
    "redrafted",
    "removed from allowlist",
    "customer erased",
    "switched off",
    "deployed",
    "clock jumped",
    "stranger wrote",
    "over a cap",
    "status before answer",
    "edited",
    "revoked",
    "resolved",
    "two workers drafted at once",
    "rules replaced",
    "persona replaced",
    "persona approved",
    "persona refused",
    "crm told",
    "crm failed",
    "chat told",
    "chat failed",
    "heart beat",
    "device rang",
    "device gone",
    "push failed",
    "rang after quiet hours",
    "somebody was on a card",
    "a note was written",
    "a card was put off",
    "a card was taken up again",
    "a card was overdue",
    "a card was about to close",
];

/// Batches that the steps make, by the statement that tells them apart.
pub const BATCHES: &[&str] = &[
    "list_new_address",
    "admit",
    "fold_statuses",
    "take_draft_lease",
    "product_index_pages",
    "publish_product_index",
    "take_model_call",
    "give_back_spending",
    "put_reply_rules",
    "put_persona",
    "judge_persona",
    "open_card",
    "next_version",
    "claim",
    "finish_attempt",
    "answer_idempotency_key",
    "reject",
    "resolve",
    "give_up_stuck_sends",
    "redraft_card",
    "listeners_due",
    "take_listener",
    "ledger_overdue_cards",
    "take_hold",
    "leave_hold",
    "add_note",
    "put_off",
    "take_up",
    "delete_customer",
    "unsealed_ledger_rows",
    "append_ledger_checkpoint",
];

impl Counts {
    pub fn note(&mut self, what: impl Into<String>) {
        *self.0.entry(what.into()).or_default() += 1;
    }

    pub fn add(&mut self, other: &Self) {
        for (what, n) in &other.0 {
            *self.0.entry(what.clone()).or_default() += n;
        }
    }

    fn of(&self, what: &str) -> u64 {
        self.0.get(what).copied().unwrap_or(0)
    }

    /// Fails with all that never happened, so that it is seen when the simulator stops
    /// reaching something.
    pub fn assert_everything_happened(&self) {
        let mut never: Vec<String> = EVENTS.iter().map(|event| (*event).to_owned()).collect();
        never.extend(STATE_CHANGES.iter().map(|change| format!("state {change}")));
        never.extend(BATCHES.iter().map(|batch| format!("ran {batch}")));
        let ran = self.0.iter().filter_map(|(what, n)| Some((what.strip_prefix("ran ")?, *n)));
        for (batch, _) in ran.filter(|(_, n)| *n >= OFTEN) {
            never.extend(FAULTS.map(|fault| format!("{fault} {batch}")));
        }
        never.retain(|what| self.of(what) == 0);
        assert!(never.is_empty(), "never happened: {never:#?}");
    }
}
