//! Which language the desk speaks.

/// A language of the desk. Those of the drafts are [`crate::language::Language`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UiLanguage {
    /// French.
    Fr,
    /// English.
    En,
}

impl UiLanguage {
    /// From `fr` or `en`.
    pub fn parse(tag: &str) -> Option<Self> {
        [Self::Fr, Self::En].into_iter().find(|tongue| tongue.tag() == tag)
    }

    /// `fr` or `en`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// What a browser would like best, of what there is; French if neither.
    pub fn preferred(accept_language: &str) -> Self {
        let tags = accept_language.split(',').filter_map(|range| range.split([';', '-']).next());
        tags.filter_map(|tag| Self::parse(tag.trim())).next().unwrap_or(Self::Fr)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_comes_first() {
        assert_eq!(UiLanguage::preferred(""), UiLanguage::Fr);
        assert_eq!(UiLanguage::preferred("de-DE,de;q=0.9"), UiLanguage::Fr);
        assert_eq!(UiLanguage::preferred("en-GB,en;q=0.9,fr;q=0.8"), UiLanguage::En);
        assert_eq!(UiLanguage::preferred("fr-FR,en"), UiLanguage::Fr);
    }
}
