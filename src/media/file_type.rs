//! Which types of files are shown, and how large they may be.

/// How a file is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Served {
    /// The type that it is served as: one of this list, never the sender's own words.
    pub mime: &'static str,
    /// It is shown on the page; else it is a download.
    pub inline: bool,
    /// What its name ends in.
    pub extension: &'static str,
}

const fn shown(mime: &'static str, extension: &'static str) -> Served {
    Served { mime, inline: true, extension }
}

const fn kept(mime: &'static str, extension: &'static str) -> Served {
    Served { mime, inline: false, extension }
}

/// What WhatsApp takes (Meta, media). Nothing that a browser would run is shown: SVG and HTML are
/// not on the list.
const TYPES: [Served; 20] = [
    shown("image/jpeg", "jpg"),
    shown("image/png", "png"),
    shown("image/webp", "webp"),
    shown("audio/ogg", "ogg"),
    shown("audio/mpeg", "mp3"),
    shown("audio/mp4", "m4a"),
    shown("audio/aac", "aac"),
    shown("audio/amr", "amr"),
    shown("audio/opus", "opus"),
    shown("video/mp4", "mp4"),
    shown("video/3gpp", "3gp"),
    kept("application/pdf", "pdf"),
    kept("text/plain", "txt"),
    kept("text/csv", "csv"),
    kept("application/msword", "doc"),
    kept("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    kept("application/vnd.ms-excel", "xls"),
    kept("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    kept("application/vnd.ms-powerpoint", "ppt"),
    kept("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
];

/// Whatever is not on the list: bytes to keep.
const UNKNOWN: Served = kept("application/octet-stream", "bin");

/// How a file of this type is served. Parameters, such as `; codecs=opus`, do not count.
pub fn served(mime: Option<&str>) -> Served {
    let named = mime.and_then(|mime| mime.split(';').next()).unwrap_or_default().trim().to_ascii_lowercase();
    TYPES.into_iter().find(|known| known.mime == named).unwrap_or(UNKNOWN)
}

const MEGABYTE: u64 = 1024 * 1024;

/// The most bytes of a file of Meta's type (Meta, media).
pub fn limit(kind: &str) -> u64 {
    match kind {
        "image" => 5 * MEGABYTE,
        "audio" | "voice" | "video" => 16 * MEGABYTE,
        "sticker" => MEGABYTE,
        _ => 100 * MEGABYTE,
    }
}

/// Whether a `Range` header asks for one part, in bytes: what players ask for.
pub fn is_range(text: &str) -> bool {
    let Some((from, to)) = text.strip_prefix("bytes=").and_then(|part| part.split_once('-')) else { return false };
    let digits = |text: &str| text.len() <= 12 && text.bytes().all(|b| b.is_ascii_digit());
    digits(from) && digits(to) && !(from.is_empty() && to.is_empty())
}

/// A name to save a file under: the sender's, without what a file system or a header could take
/// for something else, and with the extension of the type that it is served as.
pub fn file_name(sent: Option<&str>, served: Served) -> String {
    let kept = |c: char| if c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '(' | ')') { c } else { '_' };
    let sent = sent.unwrap_or_default();
    let stem = sent.rsplit_once('.').map_or(sent, |(stem, _)| stem);
    let stem: String = stem.chars().take(80).map(kept).collect();
    let stem = stem.trim().trim_matches('_');
    let stem = if stem.is_empty() { "document" } else { stem };
    format!("{stem}.{}", served.extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_served_as_a_type_of_our_own_list() {
        assert_eq!(served(Some("audio/ogg; codecs=opus")).mime, "audio/ogg");
        assert_eq!(served(Some("IMAGE/JPEG")), shown("image/jpeg", "jpg"));
        assert!(!served(Some("application/pdf")).inline, "PDFs hold script");
        for unsafe_to_show in ["image/svg+xml", "text/html", "application/xhtml+xml", "text/xml", "", "x"] {
            assert_eq!(served(Some(unsafe_to_show)), UNKNOWN, "{unsafe_to_show}");
        }
        assert_eq!(served(None), UNKNOWN);
    }

    #[test]
    fn a_name_holds_nothing_but_a_name() {
        let name = |sent| file_name(Some(sent), served(Some("application/pdf")));
        assert_eq!(name("Bon 4411.pdf"), "Bon 4411.pdf");
        assert_eq!(name("facture.exe"), "facture.pdf");
        assert_eq!(name("../../etc/passwd"), "document.pdf");
        assert_eq!(name("a\"; filename=\"b.html"), "a__ filename__b.pdf");
        assert_eq!(name("é\u{202e}fdp.exe"), "é_fdp.pdf");
        assert_eq!(name(""), "document.pdf");
        assert_eq!(file_name(None, served(None)), "document.bin");
        assert_eq!(name(&"x".repeat(500)).chars().count(), 84);
    }

    #[test]
    fn a_range_is_one_part_in_bytes() {
        for range in ["bytes=0-1", "bytes=100-", "bytes=-500"] {
            assert!(is_range(range), "{range}");
        }
        for other in ["bytes=-", "bytes=0-1,5-6", "items=0-1", "bytes=a-b", "bytes=0-1\r\nx: y", "bytes=9999999999999-"]
        {
            assert!(!is_range(other), "{other}");
        }
    }
}
