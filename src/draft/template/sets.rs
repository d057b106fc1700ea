//! The business's own templates: read and replaced, a language at a time.

use crate::clock::Timestamp;
use crate::draft::ValidationError;
use crate::draft::template::reply_template;
use crate::draft::validation_error;
use crate::error::StepError;
use crate::host::Host;
use crate::identity::Reviewer;
use crate::language::Language;
use crate::ledger::run_ledger;
use crate::ledger::{Event, Invocation};
use serde::Serialize;

/// The most texts of one language, and the most characters of one.
const MOST: (usize, usize) = (20, 600);

/// The texts of one language.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "TemplateSet"))]
pub struct Set {
    /// `fr`, `en`, `es`, `pt`, `it` or `ar`.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "Language"))]
    pub language: String,
    /// 0: never changed.
    pub version: u32,
    /// None: the built-in ones are used.
    pub texts: Vec<String>,
    /// Who saved it, and when.
    #[serde(skip)]
    pub changed: Option<Changed>,
}

/// Who saved a set, and when.
#[derive(Clone, Debug)]
pub struct Changed {
    pub by: Option<String>,
    pub at: Timestamp,
}

/// The newest set of each language. Errors: the database failed.
pub async fn list(host: &dyn Host) -> Result<Vec<Set>, StepError> {
    let rows = host.batch(reply_template::newest()).await?;
    let set = |language: Language| {
        let of = || rows.iter().filter(|row| row.language == language.tag());
        Set {
            language: language.tag().to_owned(),
            version: of().map(|row| row.version).max().unwrap_or(0),
            texts: of().map(|row| row.text.clone()).filter(|text| !text.is_empty()).collect(),
            changed: of().next().map(|row| Changed { by: row.changed_by.clone(), at: row.changed_at }),
        }
    };
    Ok(Language::ALL.map(set).into())
}

/// Replaces a language's texts. `Some`: they were not; the text that cannot be used, and
/// why.
/// Errors: the database failed.
pub async fn put(
    host: &dyn Host,
    admin: &Reviewer,
    language: Language,
    texts: &[String],
) -> Result<Option<(String, ValidationError)>, StepError> {
    let (most, longest) = MOST;
    let texts: Vec<String> = texts.iter().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect();
    let long = texts.iter().find(|text| text.chars().count() > longest).or_else(|| texts.get(most));
    if let Some(text) = long {
        return Ok(Some((text.clone(), ValidationError::TooLong)));
    }
    if let Some(refused) = texts.iter().find_map(|text| Some((text.clone(), validation_error(language, text)?))) {
        return Ok(Some(refused));
    }
    let invocation = Invocation::begin(host);
    let reason = format!("{}:{}", language.tag(), texts.len());
    let entry = invocation.entry(Event::TemplatesChanged).actor(&admin.id).reason(reason);
    host.batch((reply_template::put(language, &texts, admin, &invocation), run_ledger::append(&[entry]))).await?;
    Ok(None)
}
