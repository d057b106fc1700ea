//! Cloudflare Access: who it vouches for. Its keys are fetched and kept; signatures are the
//! runtime's work.

pub mod assertion;
mod settings;

use crate::host::{Call, Destination, Host, log_failure};
use crate::http::Request;
use crate::http::credential::Credential;
use crate::settings::Settings;
use assertion::{Issuer, KeyCache, SigningKey};
use std::cell::RefCell;
use std::time::Duration;

const ASSERTION: &str = "cf-access-jwt-assertion";

/// The keys have to come within this.
const TIMEOUT: Duration = Duration::from_secs(5);

/// How often, and how long each time, a request waits for another that fetches them.
const WAITS: u32 = 60;
const WAIT: Duration = Duration::from_millis(50);

thread_local! {
    /// One per isolate. Text alone: nothing of one request's I/O outlives it.
    static KEYS: RefCell<KeyCache> = RefCell::default();
}

/// Who Access vouches for, if it is configured and does. Closed whenever anything is
/// missing: the setting, the header, a key, the host of the keys.
pub async fn credential(host: &dyn Host, settings: &Settings, request: &Request) -> Option<Credential> {
    let issuer = match settings.access() {
        Ok(issuer) => issuer?,
        Err(error) => {
            log_failure(host, "access", &error);
            return None;
        }
    };
    let assertion = request.header(ASSERTION)?;
    let claimed = assertion::read(assertion, &issuer, host.now())?;
    let key = key(host, &issuer, &claimed.key_id).await?;
    let holds = host.verify_rs256(&key.jwk(), claimed.signed.as_bytes(), &claimed.signature).await;
    holds.then(|| Credential::Access { email: claimed.email(), assertion: assertion.to_owned() })
}

async fn key(host: &dyn Host, issuer: &Issuer, id: &str) -> Option<SigningKey> {
    let now = host.now();
    let find = || KEYS.with_borrow(|cache| cache.find(id, host.now()).cloned());
    let known = find();
    let wanted = known.is_none() || KEYS.with_borrow(|cache| cache.is_old(now));
    if wanted && KEYS.with_borrow_mut(|cache| cache.may_fetch(now)) {
        let keys = fetch(host, issuer).await;
        if keys.is_none() {
            log_failure(host, "access", &"the keys could not be fetched");
        }
        KEYS.with_borrow_mut(|cache| cache.store(keys, host.now()));
    }
    if known.is_some() {
        return known;
    }
    // Another request is at it; its promise is not ours to wait for.
    for _ in 0..WAITS {
        if find().is_some() || !KEYS.with_borrow(KeyCache::is_fetching) {
            break;
        }
        host.sleep(WAIT).await;
    }
    find()
}

async fn fetch(host: &dyn Host, issuer: &Issuer) -> Option<Vec<SigningKey>> {
    let to = Destination::Get { url: issuer.keys_url(), headers: Vec::new() };
    let reply = host.call(Call { to, timeout: TIMEOUT, body: String::new() }).await.ok()?;
    (reply.status == 200).then(|| assertion::keys(&reply.body)).flatten()
}
