//! Requests as they come in: the head at once, the body up to a limit when it is asked for.
//! An endless one is cut, not buffered.

use crate::host::Boxed;
use crate::http::{Body, BodyError, Request};
use futures_util::StreamExt;
use worker::ByteStream;
use worker::js_sys::{Reflect, Uint8Array};
use worker::wasm_bindgen::{JsCast, JsValue};
use worker::wasm_bindgen_futures::JsFuture;
use worker::web_sys::ReadableStreamDefaultReader;

/// Method, URL and headers. The method as it was sent: the `worker` crate takes one that it
/// does not know for a GET.
pub(super) fn head(request: &worker::Request) -> worker::Result<Request> {
    let headers = request.headers().entries();
    Ok(Request::new(&request.inner().method(), &request.inner().url(), headers))
}

/// The body of the runtime's request.
pub(super) struct RequestBody(worker::web_sys::Request);

impl RequestBody {
    pub fn of(request: &worker::Request) -> Self {
        Self(Clone::clone(request.inner()))
    }
}

impl Body for RequestBody {
    fn read(&mut self, limit: usize) -> Boxed<'_, Result<Vec<u8>, BodyError>> {
        Box::pin(async move {
            let declared = self.0.headers().get("content-length").ok().flatten();
            if declared.and_then(|length| length.parse::<usize>().ok()).is_some_and(|length| length > limit) {
                return Err(BodyError::TooLarge);
            }
            let Some(stream) = self.0.body() else { return Ok(Vec::new()) };
            // Not a `ByteStream`: that cancels what is left when it is dropped, and a request
            // whose body was cancelled cannot be answered any more.
            let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
            read_up_to(&reader, limit).await.map_err(|_| BodyError::Broken)?.ok_or(BodyError::TooLarge)
        })
    }
}

/// `None`: there was more.
async fn read_up_to(reader: &ReadableStreamDefaultReader, limit: usize) -> Result<Option<Vec<u8>>, JsValue> {
    let mut bytes = Vec::new();
    loop {
        let chunk = JsFuture::from(reader.read()).await?;
        if Reflect::get(&chunk, &"done".into())?.is_truthy() {
            return Ok(Some(bytes));
        }
        let value: Uint8Array = Reflect::get(&chunk, &"value".into())?.unchecked_into();
        bytes.extend(value.to_vec());
        if bytes.len() > limit {
            return Ok(None);
        }
    }
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
