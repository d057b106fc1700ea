//! The error codes of the Graph API: what each means for the card, and for whoever presses.

use serde::Serialize;

/// The longest code that is believed, in digits: Meta's have seven at most. What is longer is
/// no code, and might be a number of somebody's.
const LONGEST: usize = 7;

/// An error code of the Graph API (Meta, "Error codes" of the WhatsApp Business Platform).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorCode(i64);

/// Code 100 with subcode 33, as it is kept: the code alone says that our request is wrong,
/// the subcode that the phone number id is.
const NO_SUCH_NUMBER: i64 = 100_033;

impl ErrorCode {
    /// Of an expired token, which Meta also answers without a code.
    pub const TOKEN: Self = Self(190);

    /// Of too many requests, which Meta also answers without a code.
    pub const RATE: Self = Self(130_429);

    /// A code, with its subcode where there is one. `None`: it is too long to be one.
    pub fn new(code: i64, subcode: Option<i64>) -> Option<Self> {
        match (code, subcode) {
            (100, Some(33)) => Some(Self(NO_SUCH_NUMBER)),
            _ => (code.to_string().len() <= LONGEST).then_some(Self(code)),
        }
    }

    /// As it stands in the database.
    pub fn kept(self) -> i64 {
        self.0
    }

    /// From the database.
    pub fn of_kept(number: i64) -> Self {
        Self(number)
    }

    /// As Meta writes it.
    pub fn code(self) -> i64 {
        if self.0 == NO_SUCH_NUMBER { 100 } else { self.0 }
    }

    /// As the ledger has it: `100:33` for a code whose subcode counts.
    pub fn reason(self) -> String {
        if self.0 == NO_SUCH_NUMBER { "100:33".into() } else { self.0.to_string() }
    }

    /// What is the matter.
    pub fn cause(self) -> Cause {
        match self.0 {
            131_056 => Cause::PairTooFast,
            131_048 | 131_064 => Cause::SpamLimit,
            4 | 17 | 32 | 613 | 80_007 | 130_429 => Cause::TooFast,
            131_047 => Cause::WindowClosed,
            131_050 => Cause::OptedOut,
            131_049 | 130_472 => Cause::HeldBack,
            131_030 => Cause::TestNumber,
            131_026 | 131_051 | 131_062 => Cause::Unreachable,
            0 | 102 | 190 | 2_500 => Cause::Token,
            3 | 10 | 200..=299 | 131_005 => Cause::Permission,
            368 | 131_031 | 130_497 => Cause::Restricted,
            33 | 803 | NO_SUCH_NUMBER => Cause::NoSuchNumber,
            131_045 | 133_000 | 133_005 | 133_006 | 133_008..=133_010 | 133_015 | 133_016 => Cause::NotRegistered,
            131_042 | 131_044 | 134_011 | 141_000..=141_999 => Cause::Payment,
            131_037 => Cause::DisplayName,
            12 | 2_635 => Cause::ApiVersion,
            100 | 131_008 | 131_009 | 131_021 => Cause::OurRequest,
            1 | 2 | 131_000 | 131_016 | 131_057 | 133_004 => Cause::NobodyKnows,
            _ => Cause::Unlisted,
        }
    }

    /// What the code means for the card.
    pub fn class(self) -> Class {
        self.cause().class()
    }

    /// Whether a person may press again on the same card.
    pub fn may_retry(self) -> bool {
        matches!(self.class(), Class::TooFast | Class::Configuration)
    }

    /// The code in words, where it answered the send.
    pub fn advice(self) -> Advice {
        Advice::of(self, self.cause())
    }

    /// The code in words, where a status reported it: then it is certain that the message did
    /// not arrive.
    pub fn advice_of_status(self) -> Advice {
        match self.cause() {
            Cause::NobodyKnows => Advice::of(self, Cause::Undelivered),
            cause => Advice::of(self, cause),
        }
    }
}

/// What an error code means for the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Too fast; a person may press again in a moment.
    TooFast,
    /// Not to this recipient, or not any more; pressing again is no use.
    Final,
    /// Our token, number, account or settings; press again once it is mended.
    Configuration,
    /// Our request is wrong.
    Bug,
    /// Nobody knows whether it went.
    Unknown,
}

/// What is the matter, as far as the remedy differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Too many messages to this customer.
    PairTooFast,
    /// Meta holds the number back because people blocked or reported it.
    SpamLimit,
    /// Too many requests.
    TooFast,
    /// The 24 hours are over.
    WindowClosed,
    /// The customer wants no more messages.
    OptedOut,
    /// WhatsApp chose not to deliver it.
    HeldBack,
    /// Meta's test number sends to listed recipients alone.
    TestNumber,
    /// The customer cannot get it.
    Unreachable,
    /// The access token.
    Token,
    /// What the token or the account may do.
    Permission,
    /// The account is locked or restricted.
    Restricted,
    /// The phone number id leads nowhere, or not for this token.
    NoSuchNumber,
    /// The number is not registered for the Cloud API.
    NotRegistered,
    /// The account's payment.
    Payment,
    /// The number's display name.
    DisplayName,
    /// The version of the API is over.
    ApiVersion,
    /// Our request is wrong.
    OurRequest,
    /// WhatsApp failed, before or after it sent.
    NobodyKnows,
    /// WhatsApp failed and says that nothing arrived.
    Undelivered,
    /// A refusal that we do not know: nothing was sent.
    Unlisted,
}

impl Cause {
    /// What can be done about it.
    pub fn class(self) -> Class {
        match self {
            Self::PairTooFast | Self::SpamLimit | Self::TooFast => Class::TooFast,
            Self::WindowClosed | Self::OptedOut | Self::HeldBack | Self::TestNumber | Self::Unreachable => Class::Final,
            Self::Token
            | Self::Permission
            | Self::Restricted
            | Self::NoSuchNumber
            | Self::NotRegistered
            | Self::Payment
            | Self::DisplayName
            | Self::ApiVersion
            | Self::Unlisted => Class::Configuration,
            Self::OurRequest => Class::Bug,
            Self::NobodyKnows | Self::Undelivered => Class::Unknown,
        }
    }

    /// What happened and what to do about it, in English.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::PairTooFast => ("Too many messages to this customer", "Wait about six seconds, then press again."),
            Self::SpamLimit => (
                "Meta holds this number back as spam",
                "Too many people blocked or reported the number. The operator has to look at its quality in WhatsApp Manager. The card is kept; press again later, or call the customer.",
            ),
            Self::TooFast => ("Too many messages at once", "Wait a moment, then press again."),
            Self::WindowClosed => (
                "The 24-hour window is closed",
                "WhatsApp no longer takes a free reply. Call or e-mail the customer, or wait until they write again.",
            ),
            Self::OptedOut => (
                "The customer has stopped messages from you",
                "Respect it: take them off the allowlist and use another channel.",
            ),
            Self::HeldBack => {
                ("WhatsApp chose not to deliver it", "Pressing again is no use today. Call or e-mail the customer.")
            }
            Self::TestNumber => (
                "Meta's test number may not write to this customer",
                "A test number reaches only the recipients on its list in Meta's app. The operator has to add the customer there, or use the business's own number. Call or e-mail the customer.",
            ),
            Self::Unreachable => (
                "This customer cannot get the message",
                "They may not use WhatsApp any more or have an old version. Call or e-mail them.",
            ),
            Self::Token => (
                "The access token has expired or was revoked",
                "Nothing can be sent until the operator sets a new WHATSAPP_ACCESS_TOKEN. The card is kept; press again then.",
            ),
            Self::Permission => (
                "The WhatsApp account may not send this",
                "The operator has to check the permissions of the access token and the number. The card is kept; press again then.",
            ),
            Self::Restricted => (
                "The WhatsApp account is locked or restricted",
                "The operator has to look at the account in Meta's Business Manager. The card is kept; press again then.",
            ),
            Self::NoSuchNumber => (
                "Meta does not know this phone number ID",
                "WHATSAPP_PHONE_NUMBER_ID is wrong, or the access token may not use it. The operator has to correct it. The card is kept; press again then.",
            ),
            Self::NotRegistered => (
                "The business's number is not registered at Meta",
                "The operator has to register it for the Cloud API, with its PIN. The card is kept; press again then.",
            ),
            Self::Payment => (
                "Meta cannot charge the WhatsApp account",
                "The operator has to look at the payment method in Meta's Business Manager. The card is kept; press again then.",
            ),
            Self::DisplayName => (
                "Meta has not approved the number's display name",
                "The operator has to set it in WhatsApp Manager and wait until Meta approves it. The card is kept; press again then.",
            ),
            Self::ApiVersion => (
                "Meta has ended this version of its API",
                "The operator has to update the Worker, or GRAPH_API_URL where it is set. The card is kept; press again then.",
            ),
            Self::OurRequest => {
                ("WhatsApp refused the request as wrong", "Answer on another channel and tell the operator the code.")
            }
            Self::NobodyKnows => (
                "WhatsApp failed; nobody knows whether it went",
                "Look at the conversation on a phone, then say whether it arrived.",
            ),
            Self::Undelivered => ("WhatsApp could not deliver it", "It did not arrive. Call or e-mail the customer."),
            Self::Unlisted => (
                "WhatsApp refused it",
                "Nothing was sent. Tell the operator the code. The card is kept; press again once it is mended.",
            ),
        }
    }
}

/// An error in words for a reviewer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Advice {
    /// Graph's code.
    pub code: i64,
    /// What happened.
    pub title: &'static str,
    /// What to do about it.
    pub advice: &'static str,
    /// What is the matter, for the desk's own words.
    #[serde(skip)]
    pub cause: Cause,
}

impl Advice {
    fn of(code: ErrorCode, cause: Cause) -> Self {
        let (title, advice) = cause.words();
        Self { code: code.code(), title, advice, cause }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(class: Class, codes: &[i64]) {
        for code in codes {
            let may_retry = matches!(class, Class::TooFast | Class::Configuration);
            let code = ErrorCode::new(*code, None).unwrap();
            assert_eq!((code.class(), code.may_retry()), (class, may_retry), "{code:?}");
        }
    }

    #[test]
    fn only_a_refusal_that_may_pass_can_be_pressed_again() {
        check(Class::TooFast, &[4, 80_007, 130_429, 131_056, 131_048, 131_064]);
        check(Class::Configuration, &[0, 190, 3, 10, 200, 299, 131_005, 131_031, 368, 130_497]);
        check(Class::Final, &[131_047, 131_026, 131_030, 131_050, 131_051, 131_049, 130_472, 131_062]);
        check(Class::Bug, &[100, 131_008, 131_009, 131_021]);
        check(Class::Unknown, &[1, 2, 131_000, 131_016, 131_057, 133_004]);
    }

    #[test]
    fn what_is_wrong_with_the_account_can_be_pressed_again_once_it_is_mended() {
        check(Class::Configuration, &[133_010, 133_006, 131_045, 131_042, 131_044, 141_006, 131_037, 33, 803, 2_635]);
        // A refusal that nobody knows sent nothing: it must not close the card for good.
        check(Class::Configuration, &[999, 131_099]);
        let causes = [133_010, 131_042, 131_037, 131_048].map(|code| ErrorCode(code).advice().advice);
        for (advice, remedy) in causes.iter().zip(["register", "payment", "display name", "quality"]) {
            let title = Cause::DisplayName.words().0;
            assert!(advice.contains(remedy) || title.contains(remedy), "{advice}");
        }
    }

    #[test]
    fn a_wrong_phone_number_id_is_no_mistake_of_the_request() {
        let (wrong_number, wrong_request) = (ErrorCode::new(100, Some(33)), ErrorCode::new(100, Some(2_494_010)));
        assert_eq!(wrong_number.map(ErrorCode::class), Some(Class::Configuration));
        assert_eq!(wrong_request.map(ErrorCode::class), Some(Class::Bug));
        let again = ErrorCode::of_kept(wrong_number.unwrap().kept());
        assert_eq!((again.advice().code, again.reason().as_str()), (100, "100:33"));
        assert!(again.advice().advice.contains("WHATSAPP_PHONE_NUMBER_ID"));
    }

    #[test]
    fn a_number_of_somebodys_is_no_code() {
        assert_eq!(ErrorCode::new(33_612_345_678, None), None);
        assert!(ErrorCode::new(2_388_001, None).is_some());
    }
}
