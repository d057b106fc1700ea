//! The forms of a page, as a browser finds them.

/// One form: where it goes, and what it holds besides what somebody types.
#[derive(Clone, Debug)]
pub struct Form {
    pub action: String,
    pub hidden: Vec<(String, String)>,
    /// The reasons, languages and so on that can be chosen, all in one list.
    pub options: Vec<String>,
}

impl Form {
    /// What a hidden field holds.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.hidden.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// All forms of a page, in order.
pub fn of(page: &str) -> Vec<Form> {
    page.split("<form").skip(1).map(|rest| form(rest.split("</form>").next().unwrap_or_default())).collect()
}

fn form(inside: &str) -> Form {
    let tags = || inside.split('<').skip(1).filter_map(|tag| tag.split('>').next());
    let hidden = tags().filter(|tag| tag.starts_with("input ") && attribute(tag, "type").as_deref() == Some("hidden"));
    let pair = |tag| Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default()));
    Form {
        action: inside.split('>').next().and_then(|tag| attribute(tag, "action")).unwrap_or_default(),
        hidden: hidden.filter_map(pair).collect(),
        options: tags().filter(|tag| tag.starts_with("option ")).filter_map(|tag| attribute(tag, "value")).collect(),
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, value) = tag.split_once(&format!(" {name}=\""))?;
    let value = value.split('"').next()?;
    let plain = value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    Some(plain.replace("&amp;", "&"))
}
