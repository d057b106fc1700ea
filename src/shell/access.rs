//! Cloudflare Access: fetches its keys and has the runtime check signatures.

use super::answer::log_failure;
use super::{Call, body, now};
use crate::access::{self, Claimed, Issuer, Key, KeyCache};
use crate::http::credential::Credential;
use futures_util::future::{Either, select};
use std::cell::RefCell;
use std::pin::pin;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use worker::js_sys::{Array, JSON, Promise};
use worker::wasm_bindgen_futures::JsFuture;
use worker::{Delay, Fetch, Method, Request};

const ASSERTION: &str = "cf-access-jwt-assertion";

/// The keys have to come within this.
const TIMEOUT: Duration = Duration::from_secs(5);

/// How often, and how long each time, a request waits for another that fetches them.
const WAITS: u32 = 60;
const WAIT: Duration = Duration::from_millis(50);

/// The most of a key set that is read, in bytes.
const LIMIT: usize = 64 * 1024;

thread_local! {
    /// One per isolate. Text alone: nothing of one request's I/O outlives it.
    static KEYS: RefCell<KeyCache> = RefCell::default();
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = importKey, catch)]
    fn import_key(
        format: &str,
        key: &JsValue,
        algorithm: &JsValue,
        extractable: bool,
        usages: &JsValue,
    ) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], catch)]
    fn verify(algorithm: &JsValue, key: &JsValue, signature: &[u8], data: &[u8]) -> Result<Promise, JsValue>;
}

/// Who Access vouches for, if it is configured and does. Closed whenever anything is
/// missing: the setting, the header, a key, the host of the keys.
pub(super) async fn credential(call: &Call) -> Option<Credential> {
    let issuer = match call.settings().access() {
        Ok(issuer) => issuer?,
        Err(error) => {
            log_failure("access", &error);
            return None;
        }
    };
    let assertion = call.header(ASSERTION)?;
    let claimed = access::read(&assertion, &issuer, now())?;
    let key = key(&issuer, &claimed.key_id).await?;
    let holds = is_signed(&key, &claimed).await.is_ok_and(|holds| holds.is_truthy());
    holds.then(|| Credential::Access { email: claimed.email(), assertion })
}

async fn key(issuer: &Issuer, id: &str) -> Option<Key> {
    let find = || KEYS.with_borrow(|cache| cache.find(id, now()).cloned());
    let known = find();
    let wanted = known.is_none() || KEYS.with_borrow(|cache| cache.is_old(now()));
    if wanted && KEYS.with_borrow_mut(|cache| cache.may_fetch(now())) {
        let keys = fetch(issuer).await;
        if keys.is_none() {
            log_failure("access", &"the keys could not be fetched");
        }
        KEYS.with_borrow_mut(|cache| cache.store(keys, now()));
    }
    if known.is_some() {
        return known;
    }
    // Another request is at it; its promise is not ours to wait for.
    for _ in 0..WAITS {
        if find().is_some() || !KEYS.with_borrow(KeyCache::is_fetching) {
            break;
        }
        Delay::from(WAIT).await;
    }
    find()
}

async fn fetch(issuer: &Issuer) -> Option<Vec<Key>> {
    let reply = async {
        // Not `Fetch::Url`: that brings the `url` crate and its tables, 80 KB.
        let request = Request::new(&issuer.keys_url(), Method::Get).ok()?;
        let mut response = Fetch::Request(request).send().await.ok()?;
        let stream = response.stream().ok().filter(|_| response.status_code() == 200)?;
        body::read_reply(stream, LIMIT).await.ok()
    };
    match select(pin!(reply), pin!(Delay::from(TIMEOUT))).await {
        Either::Left((bytes, _)) => access::keys(&bytes?),
        Either::Right(((), _)) => None,
    }
}

async fn is_signed(key: &Key, claimed: &Claimed) -> Result<JsValue, JsValue> {
    let algorithm = JSON::parse(r#"{"name":"RSASSA-PKCS1-v1_5","hash":"SHA-256"}"#)?;
    let usages = Array::of1(&"verify".into());
    let key = JsFuture::from(import_key("jwk", &JSON::parse(&key.jwk())?, &algorithm, false, &usages)?).await?;
    JsFuture::from(verify(&algorithm, &key, &claimed.signature, claimed.signed.as_bytes())?).await
}
