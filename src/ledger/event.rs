//! What can happen, and what the ledger calls it.

macro_rules! listed {
    ($(#[$about:meta])* pub enum $name:ident { $($(#[$means:meta])* $event:ident,)* }) => {
        $(#[$about])*
        pub enum $name { $($(#[$means])* $event,)* }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$event),*];
        }
    };
}

listed! {
/// What happened. `step` and `outcome` in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A webhook item that is neither a message nor a status.
    Odd,
    /// A message or status for a phone number that is not ours.
    ForeignNumber,
    /// What Meta reports of the account.
    AccountNotice,
    /// An admin has seen it.
    AccountSeen,
    /// The gate let the burst through.
    OrderShaped,
    /// The gate left it to a person.
    NotAnOrder,
    /// A model was called.
    ModelCalled,
    /// The model's text passed the guard.
    ModelAnswered,
    /// The model failed or its text was refused.
    ModelFailed,
    /// The day's model calls or money are used up.
    ModelOverLimit,
    /// No model was asked: nobody approved the persona.
    ModelHeld,
    /// A model of embeddings compared the message with the rules.
    Compared,
    /// Which reply rule the draft is made by.
    RuleMatched,
    /// A draft was written.
    Drafted,
    /// A new card.
    Queued,
    /// An open card moved to its next version.
    NewVersion,
    /// Over the caps: the sender's waiting card.
    Overflow,
    /// A person approved the draft as it stood.
    Approved,
    /// A person sent their own words.
    Edited,
    /// A person rejected or closed the card.
    Rejected,
    /// A person closed a card whose send had failed.
    Closed,
    /// A decision that came too late or did not fit.
    DecisionRefused,
    /// Graph accepted the message.
    Sent,
    /// Graph refused it.
    Failed,
    /// Nobody knows whether it went.
    Unknown,
    /// A person settled an unknown send: it arrived.
    ResolvedSent,
    /// A person settled an unknown send: it did not arrive.
    ResolvedNotSent,
    /// The 24-hour window closed over an open card.
    Expired,
    /// The sweep armed a timer again.
    Rearmed,
    /// Text and numbers past their time were erased.
    Erased,
    /// A customer was put on the allowlist.
    AllowlistAdded,
    /// An entry of it was changed.
    AllowlistChanged,
    /// An entry of it passed from one customer to another.
    AllowlistReplaced,
    /// A customer was taken off it.
    AllowlistRemoved,
    /// An entry moved to the address that Meta says its customer has now.
    AllowlistMoved,
    /// An import proposed addresses, which admits nobody.
    AddressesProposed,
    /// An admin took such a proposal off.
    ProposalDiscarded,
    /// A BSUID that Meta signed beside a number that was just listed.
    AliasAdded,
    /// A person said that they are on a card.
    HoldTaken,
    /// They said that they are not any more.
    HoldLeft,
    /// A person put a card off.
    PutOff,
    /// A person took a card up again that was put off.
    TakenUp,
    /// A person noted something on a card, for colleagues.
    NoteAdded,
    /// A person put a card's messages back, to be drafted again.
    Redraft,
    /// A person signed in at the desk.
    SignedIn,
    /// A person signed out.
    SignedOut,
    /// An admin signed a phone out.
    PhoneRevoked,
    /// An admin made a link that signs somebody in.
    LinkMade,
    /// A phone was signed in by it.
    LinkUsed,
    /// An admin took links back that nobody had used.
    LinkRevoked,
    /// An admin added a reviewer.
    ReviewerAdded,
    /// An admin changed what Cloudflare Access knows a reviewer by.
    ReviewerChanged,
    /// An admin revoked a reviewer.
    ReviewerRevoked,
    /// Customers were added or changed.
    CustomersChanged,
    /// A customer was erased: who they are and what they wrote.
    CustomerErased,
    /// All that is kept of a customer was read out.
    CustomerExported,
    /// Recent orders were added, changed or removed.
    OrdersChanged,
    /// Products were added, changed or removed.
    ProductsChanged,
    /// The index of products was made anew.
    ProductsIndexed,
    /// The business's own templates of a language were replaced.
    TemplatesChanged,
    /// One of the business's saved replies was put or removed.
    SavedRepliesChanged,
    /// The reply rules were replaced.
    RulesChanged,
    /// The persona was replaced; it waits to be judged.
    PersonaChanged,
    /// An admin approved the persona.
    PersonaApproved,
    /// An admin refused it.
    PersonaRefused,
    /// An admin taught words of a kind, or took some back.
    WordsTaught,
    /// A person said that a card was an order, whatever the gate made of it.
    MarkedOrder,
    /// A person said that it was none.
    MarkedNone,
    /// An admin turned the switch on.
    SwitchedOn,
    /// An admin turned it off.
    SwitchedOff,
    /// Something began to be wrong.
    TroubleBegan,
    /// It is so no longer.
    TroubleEnded,
    /// A check of Meta's side came to another state.
    ConnectionChanged,
    /// An admin had the account subscribed.
    ConnectionSubscribed,
    /// An assistant or an auditor asked through MCP.
    AssistantAsked,
    /// Ledger rows far out of line were given the next numbers.
    LedgerBroughtIntoLine,
    /// An admin acknowledged that the ledger went back.
    LedgerAcknowledged,
    /// Somebody could not be told: the CRM, or who else stands in the reason.
    NotifyFailed,
    /// The CRM was not told for so long that the news was dropped.
    NotifyDropped,
    /// The chat took a line.
    ChatTold,
    /// A device took a notice.
    DeviceTold,
    /// A reviewer has a device pushed to.
    DeviceAdded,
    /// They do not want it any more.
    DeviceRemoved,
    /// Its push service does not know it any more.
    DeviceGone,
    /// A card waits for longer than it should.
    Overdue,
    /// The window of a card that waits is about to close.
    Closing,
    /// A message that will be gathered.
    Admitted,
    /// A message over a cap.
    AdmittedOverLimit,
    /// A reaction.
    Noted,
    /// A message that came before.
    CameBefore,
    /// A message of somebody who is not on the list.
    OfStranger,
    /// The business answered from its own phone.
    EchoHeard,
    /// It wrote to somebody who is not on the list.
    EchoToStranger,
    /// The same answer again.
    EchoAgain,
    /// WhatsApp reports that a message went.
    StatusSent,
    /// It reached the phone.
    StatusDelivered,
    /// It was read.
    StatusRead,
    /// It did not arrive.
    StatusFailed,
    /// Any other status.
    StatusOther,
}
}

impl Event {
    /// By its `step` and `outcome`; `None` of a row that this version does not know.
    pub fn of(step: &str, outcome: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|event| event.names() == (step, outcome))
    }

    /// `step` and `outcome`. Admissions, echoes and statuses are written by the statements
    /// that alone know their outcome (the triggers `admit`, `hear_echo` and `fold_status`).
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Odd => ("webhook", "odd"),
            Self::AccountNotice => ("webhook", "account"),
            Self::AccountSeen => ("connection", "seen"),
            Self::ForeignNumber => ("webhook", "foreign_number"),
            Self::OrderShaped => ("gate", "order_shaped"),
            Self::NotAnOrder => ("gate", "not_an_order"),
            Self::ModelCalled => ("model", "called"),
            Self::ModelAnswered => ("model", "answered"),
            Self::ModelFailed => ("model", "failed"),
            Self::ModelOverLimit => ("model", "over_limit"),
            Self::ModelHeld => ("model", "held"),
            Self::Compared => ("rules", "compared"),
            Self::RuleMatched => ("rules", "matched"),
            Self::Drafted => ("draft", "drafted"),
            Self::Queued => ("queue", "queued"),
            Self::NewVersion => ("queue", "new_version"),
            Self::Overflow => ("queue", "overflow"),
            Self::Approved => ("decide", "approved"),
            Self::Edited => ("decide", "edited"),
            Self::Rejected => ("decide", "rejected"),
            Self::Closed => ("decide", "closed"),
            Self::DecisionRefused => ("decide", "refused"),
            Self::Sent => ("send", "sent"),
            Self::Failed => ("send", "failed"),
            Self::Unknown => ("send", "unknown"),
            Self::ResolvedSent => ("resolve", "sent"),
            Self::ResolvedNotSent => ("resolve", "not_sent"),
            Self::Expired => ("sweep", "expired"),
            Self::Rearmed => ("sweep", "rearmed"),
            Self::Erased => ("sweep", "erased"),
            Self::AllowlistAdded => ("allowlist", "added"),
            Self::AllowlistChanged => ("allowlist", "changed"),
            Self::AllowlistReplaced => ("allowlist", "replaced"),
            Self::AllowlistRemoved => ("allowlist", "removed"),
            Self::AllowlistMoved => ("allowlist", "moved"),
            Self::AddressesProposed => ("allowlist", "proposed"),
            Self::ProposalDiscarded => ("allowlist", "discarded"),
            Self::AliasAdded => ("allowlist", "alias_added"),
            Self::HoldTaken => ("hold", "taken"),
            Self::HoldLeft => ("hold", "left"),
            Self::PutOff => ("hold", "put_off"),
            Self::TakenUp => ("hold", "taken_up"),
            Self::NoteAdded => ("note", "added"),
            Self::Redraft => ("redraft", "asked"),
            Self::SignedIn => ("session", "begun"),
            Self::SignedOut => ("session", "ended"),
            Self::PhoneRevoked => ("session", "revoked"),
            Self::LinkMade => ("sign_in_link", "made"),
            Self::LinkUsed => ("sign_in_link", "used"),
            Self::LinkRevoked => ("sign_in_link", "revoked"),
            Self::ReviewerAdded => ("reviewer", "added"),
            Self::ReviewerChanged => ("reviewer", "changed"),
            Self::ReviewerRevoked => ("reviewer", "revoked"),
            Self::CustomersChanged => ("customers", "changed"),
            Self::CustomerErased => ("customers", "erased"),
            Self::CustomerExported => ("customers", "exported"),
            Self::OrdersChanged => ("orders", "changed"),
            Self::ProductsChanged => ("products", "changed"),
            Self::ProductsIndexed => ("products", "indexed"),
            Self::TemplatesChanged => ("templates", "changed"),
            Self::SavedRepliesChanged => ("saved_replies", "changed"),
            Self::RulesChanged => ("rules", "changed"),
            Self::PersonaChanged => ("persona", "changed"),
            Self::PersonaApproved => ("persona", "approved"),
            Self::PersonaRefused => ("persona", "refused"),
            Self::WordsTaught => ("words", "taught"),
            Self::MarkedOrder => ("mark", "order"),
            Self::MarkedNone => ("mark", "none"),
            Self::SwitchedOn => ("switch", "on"),
            Self::SwitchedOff => ("switch", "off"),
            Self::TroubleBegan => ("trouble", "began"),
            Self::TroubleEnded => ("trouble", "ended"),
            Self::ConnectionChanged => ("connection", "changed"),
            Self::ConnectionSubscribed => ("connection", "subscribed"),
            Self::AssistantAsked => ("mcp", "asked"),
            Self::LedgerBroughtIntoLine => ("ledger", "brought_into_line"),
            Self::LedgerAcknowledged => ("ledger", "acknowledged"),
            Self::NotifyFailed => ("notify", "failed"),
            Self::NotifyDropped => ("notify", "dropped"),
            Self::ChatTold => ("notify", "posted"),
            Self::DeviceTold => ("notify", "pushed"),
            Self::DeviceAdded => ("device", "added"),
            Self::DeviceRemoved => ("device", "removed"),
            Self::DeviceGone => ("device", "gone"),
            Self::Overdue => ("remind", "overdue"),
            Self::Closing => ("remind", "closing"),
            Self::Admitted => ("admit", "admitted"),
            Self::AdmittedOverLimit => ("admit", "over_limit"),
            Self::Noted => ("admit", "noted"),
            Self::CameBefore => ("admit", "duplicate"),
            Self::OfStranger => ("admit", "not_allowlisted"),
            Self::EchoHeard => ("echo", "heard"),
            Self::EchoToStranger => ("echo", "not_allowlisted"),
            Self::EchoAgain => ("echo", "duplicate"),
            Self::StatusSent => ("status", "sent"),
            Self::StatusDelivered => ("status", "delivered"),
            Self::StatusRead => ("status", "read"),
            Self::StatusFailed => ("status", "failed"),
            Self::StatusOther => ("status", "other"),
        }
    }
}
