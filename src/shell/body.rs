//! Bodies, read up to a limit: an endless one is cut, not buffered.

use futures_util::StreamExt;
use worker::{ByteStream, Request};

/// What was read of a body.
pub(super) struct Body {
    pub bytes: Vec<u8>,
    /// There was more.
    pub cut: bool,
}

/// Reads a stream up to `limit` bytes.
pub(super) async fn read_up_to(mut stream: ByteStream, limit: usize) -> worker::Result<Body> {
    let mut bytes = Vec::new();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk?;
        let room = limit - bytes.len();
        if chunk.len() > room {
            bytes.extend(chunk.into_iter().take(room));
            return Ok(Body { bytes, cut: true });
        }
        bytes.extend(chunk);
    }
    Ok(Body { bytes, cut: false })
}

/// Reads a request's body up to `limit` bytes.
pub(super) async fn read_request(request: &mut Request, limit: usize) -> worker::Result<Body> {
    let declared = request.headers().get("content-length")?;
    match declared.and_then(|length| length.parse::<usize>().ok()) {
        Some(length) if length > limit => Ok(Body { bytes: vec![], cut: true }),
        // One copy instead of one per chunk; the runtime holds it to its length.
        Some(_) => Ok(Body { bytes: request.bytes().await?, cut: false }),
        None if request.inner().body().is_none() => Ok(Body { bytes: vec![], cut: false }),
        None => read_up_to(request.stream()?, limit).await,
    }
}
