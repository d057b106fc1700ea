//! Bodies, read up to a limit: an endless one is cut, not buffered.

use futures_util::StreamExt;
use worker::ByteStream;
use worker::js_sys::{Reflect, Uint8Array};
use worker::wasm_bindgen::{JsCast, JsValue};
use worker::wasm_bindgen_futures::JsFuture;
use worker::web_sys::{ReadableStream, ReadableStreamDefaultReader};

/// What was read of a body.
pub(super) struct Body {
    pub bytes: Vec<u8>,
    /// There was more.
    pub cut: bool,
}

/// Reads a reply's stream up to `limit` bytes; the rest is cancelled.
pub(super) async fn read_reply(mut stream: ByteStream, limit: usize) -> worker::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(chunk) = stream.next().await {
        bytes.extend(chunk?);
        if bytes.len() > limit {
            bytes.truncate(limit);
            break;
        }
    }
    Ok(bytes)
}

/// Reads a request's body up to `limit` bytes.
pub(super) async fn read_request(request: &web_sys::Request, limit: usize) -> worker::Result<Body> {
    let declared = request.headers().get("content-length")?;
    match declared.and_then(|length| length.parse::<usize>().ok()) {
        Some(length) if length > limit => Ok(Body { bytes: vec![], cut: true }),
        // One copy instead of one per chunk; the runtime holds it to its length.
        Some(_) => {
            let buffer = JsFuture::from(request.array_buffer()?).await?;
            Ok(Body { bytes: Uint8Array::new(&buffer).to_vec(), cut: false })
        }
        None => match request.body() {
            Some(stream) => Ok(read_stream(&stream, limit).await?),
            None => Ok(Body { bytes: vec![], cut: false }),
        },
    }
}

/// Not a `ByteStream`: that cancels what is left when it is dropped, and a request
/// whose body was cancelled cannot be answered any more.
async fn read_stream(stream: &ReadableStream, limit: usize) -> Result<Body, JsValue> {
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    loop {
        let chunk = JsFuture::from(reader.read()).await?;
        if Reflect::get(&chunk, &"done".into())?.is_truthy() {
            return Ok(Body { bytes, cut: false });
        }
        let value: Uint8Array = Reflect::get(&chunk, &"value".into())?.unchecked_into();
        bytes.extend(value.to_vec());
        if bytes.len() > limit {
            return Ok(Body { bytes, cut: true });
        }
    }
}
