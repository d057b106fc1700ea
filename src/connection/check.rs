//! The checks, and what each can come to.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How a check stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "CheckState"))]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    Ok,
    Warning,
    Failing,
    Unknown,
}

impl CheckState {
    /// Its name in the API and in the ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Failing => "failing",
            Self::Unknown => "unknown",
        }
    }
}

macro_rules! named {
    ($(#[$about:meta])* $name:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($variant),+ }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        #[cfg(not(target_arch = "wasm32"))]
        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                crate::http::description::one_of(Self::ALL.iter().map(|one| one.as_str()))
            }
        }

        // By the list: what serde derives for so many variants is ten times as long.
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let name = <&str>::deserialize(deserializer)?;
                let known = Self::ALL.iter().copied().find(|one| one.as_str() == name);
                known.ok_or_else(|| D::Error::custom("an unknown name"))
            }
        }

        impl $name {
            /// All of them, in their order.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its name in D1 and in the API.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }
    };
}

named! {
    /// What is looked at, in the order in which it is mended.
    Id {
        Token = "token",
        Expiry = "expiry",
        Scopes = "scopes",
        AppSecret = "app_secret",
        Account = "account",
        Subscribed = "subscribed",
        Callback = "callback",
        Field = "field",
        Number = "number",
        Health = "health",
        LastMessage = "last_message",
        Unsigned = "unsigned",
        OtherNumbers = "other_numbers",
    }
}

named! {
    /// What was found.
    Finding {
        NotAsked = "not_asked",
        Silent = "silent",
        Withheld = "withheld",
        TokenValid = "valid",
        TokenRefused = "refused",
        NeverExpires = "never",
        ExpiresLater = "later",
        ExpiresSoon = "soon",
        ExpiresNow = "now",
        ScopesGiven = "given",
        NoMessaging = "no_messaging",
        NoManagement = "no_management",
        OneApp = "one_app",
        OtherSecret = "other_secret",
        OtherApp = "other_app",
        HasNumber = "has_number",
        OtherAccount = "other_account",
        AccountUnknown = "account_unknown",
        WeAreSubscribed = "subscribed",
        NobodySubscribed = "nobody_subscribed",
        OthersSubscribed = "others_subscribed",
        CallbackOurs = "ours",
        OverrideOurs = "override_ours",
        CallbackElsewhere = "elsewhere",
        NoCallback = "no_callback",
        NoPublicUrl = "no_public_url",
        FieldOn = "on",
        FieldOff = "off",
        FieldInactive = "inactive",
        Connected = "connected",
        TestNumber = "test_number",
        LowQuality = "low_quality",
        NotRegistered = "not_registered",
        NotConnected = "not_connected",
        NoSuchNumber = "no_such_number",
        CanSend = "available",
        CanSendLittle = "limited",
        CannotSend = "blocked",
        Received = "received",
        NeverReceived = "never_received",
        LongAgo = "long_ago",
        NotCounted = "not_counted",
        AllSigned = "all_signed",
        SignedSince = "signed_since",
        WronglySigned = "wrongly_signed",
        NoOthers = "none",
        ForOthers = "some",
    }
}

impl Finding {
    pub fn state(self) -> CheckState {
        match self {
            Self::NotAsked
            | Self::Silent
            | Self::Withheld
            | Self::AccountUnknown
            | Self::NoPublicUrl
            | Self::NotCounted => CheckState::Unknown,
            Self::TokenValid
            | Self::NeverExpires
            | Self::ExpiresLater
            | Self::ScopesGiven
            | Self::OneApp
            | Self::HasNumber
            | Self::WeAreSubscribed
            | Self::CallbackOurs
            | Self::OverrideOurs
            | Self::FieldOn
            | Self::Connected
            | Self::CanSend
            | Self::Received
            | Self::AllSigned
            | Self::SignedSince
            | Self::NoOthers => CheckState::Ok,
            Self::ExpiresSoon
            | Self::NoManagement
            | Self::TestNumber
            | Self::LowQuality
            | Self::CanSendLittle
            | Self::NeverReceived
            | Self::LongAgo
            | Self::WronglySigned
            | Self::ForOthers => CheckState::Warning,
            Self::TokenRefused
            | Self::ExpiresNow
            | Self::NoMessaging
            | Self::OtherSecret
            | Self::OtherApp
            | Self::OtherAccount
            | Self::NobodySubscribed
            | Self::OthersSubscribed
            | Self::CallbackElsewhere
            | Self::NoCallback
            | Self::FieldOff
            | Self::FieldInactive
            | Self::NotRegistered
            | Self::NotConnected
            | Self::NoSuchNumber
            | Self::CannotSend => CheckState::Failing,
        }
    }
}

/// A check as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    pub id: Id,
    pub finding: Finding,
    /// What belongs to it: a time, a host, Meta's own word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Meta's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<i64>,
    /// Meta's trace id, which its support asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<String>,
}

impl Check {
    pub fn new(id: Id, finding: Finding) -> Self {
        Self { id, finding, value: None, code: None, trace: None }
    }

    #[must_use]
    pub fn with(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into());
        self
    }

    pub fn state(&self) -> CheckState {
        self.finding.state()
    }
}
