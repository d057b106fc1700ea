//! What a browser's form sends.

/// The fields of a form, and the file of one that uploads.
#[derive(Debug, Default)]
pub struct Form {
    fields: Vec<(String, String)>,
    file: Option<Vec<u8>>,
}

impl Form {
    /// From `application/x-www-form-urlencoded`.
    pub fn from_urlencoded(body: &[u8]) -> Self {
        let fields = form_urlencoded::parse(body).map(|(name, value)| (name.into_owned(), value.into_owned()));
        Self { fields: fields.collect(), file: None }
    }

    /// From `multipart/form-data` with this `Content-Type` (RFC 7578): fields, and one file.
    /// `None`: it is of another form.
    pub fn from_multipart(content_type: &str, body: &[u8]) -> Option<Self> {
        let boundary = content_type.split(';').find_map(|part| part.trim().strip_prefix("boundary="))?;
        let boundary = format!("--{}", boundary.trim_matches('"'));
        // The first boundary has no line end before it; the others do.
        let mut rest = body.strip_prefix(boundary.as_bytes())?;
        let between = format!("\r\n{boundary}");
        let mut form = Self::default();
        while let Some(part) = rest.strip_prefix(b"\r\n") {
            let end = find(part, between.as_bytes())?;
            let (part, after) = part.split_at_checked(end)?;
            form.add(part)?;
            rest = after.get(between.len()..)?;
        }
        rest.starts_with(b"--").then_some(form)
    }

    fn add(&mut self, part: &[u8]) -> Option<()> {
        let (headers, content) = part.split_at_checked(find(part, b"\r\n\r\n")?)?;
        let content = content.get(4..)?;
        let headers = std::str::from_utf8(headers).ok()?;
        let is_disposition = |line: &&str| line.to_ascii_lowercase().starts_with("content-disposition:");
        let disposition = headers.split("\r\n").find(is_disposition)?;
        let parameters = disposition.split(';').map(str::trim);
        let quoted = |name: &str| {
            let value = |parameter: &str| {
                Some(parameter.strip_prefix(name)?.strip_prefix("=\"")?.trim_end_matches('"').to_owned())
            };
            parameters.clone().find_map(value)
        };
        let name = quoted("name")?;
        if quoted("filename").is_some() {
            self.file = Some(content.to_vec());
        } else {
            self.fields.push((name, String::from_utf8_lossy(content).into_owned()));
        }
        Some(())
    }

    /// A field, with plain line ends; empty if it is not there.
    pub fn text(&self, name: &str) -> String {
        let field = self.fields.iter().find(|(known, _)| known == name);
        field.map(|(_, value)| value.replace("\r\n", "\n")).unwrap_or_default()
    }

    /// A field that was filled in, trimmed.
    pub fn filled(&self, name: &str) -> Option<String> {
        Some(self.text(name).trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// A field that is a number.
    pub fn number(&self, name: &str) -> Option<u32> {
        self.text(name).parse().ok()
    }

    /// The file that was uploaded.
    pub fn file(&self) -> Option<&[u8]> {
        self.file.as_deref()
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIND: &str = "multipart/form-data; boundary=----x";

    #[test]
    fn fields_come_decoded_and_with_plain_line_ends() {
        let form = Form::from_urlencoded("text=Bien+re%C3%A7u%0D%0Amerci&version=3&empty=".as_bytes());
        assert_eq!(form.text("text"), "Bien reçu\nmerci");
        assert_eq!(form.number("version"), Some(3));
        assert_eq!((form.filled("empty"), form.text("missing")), (None, String::new()));
    }

    #[test]
    fn an_upload_has_its_fields_and_its_file() {
        let body = "------x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nabc\r\n------x\r\n\
            Content-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\n\
            id,name\r\n1,\"--x\"\r\n\r\n------x--\r\n";
        let form = Form::from_multipart(KIND, body.as_bytes()).expect("a form");
        assert_eq!(form.text("csrf"), "abc");
        assert_eq!(form.file(), Some("id,name\r\n1,\"--x\"\r\n".as_bytes()));
    }

    #[test]
    fn what_breaks_off_is_no_form() {
        for body in ["", "------x", "------x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nabc", "------y--\r\n"]
        {
            assert!(Form::from_multipart(KIND, body.as_bytes()).is_none(), "{body:?}");
        }
        assert!(Form::from_multipart("multipart/form-data", b"------x--").is_none());
    }
}
