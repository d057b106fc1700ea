//! WebCrypto by its own JavaScript API (`crypto.js`).

use crate::host::{Agreed, Boxed, Crypto};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::js_sys::{Promise, Uint8Array};
use worker::wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(module = "/src/worker/crypto.js")]
extern "C" {
    fn agree(theirs: &[u8]) -> Promise;
    fn seal(key: &[u8], iv: &[u8], plain: &[u8]) -> Promise;
    fn point(key: &[u8]) -> Promise;
    fn sign(key: &[u8], data: &[u8]) -> Promise;
}

/// The runtime's cryptography.
pub(super) struct WebCrypto;

async fn bytes(promise: Promise) -> Option<Vec<u8>> {
    Some(JsFuture::from(promise).await.ok()?.dyn_into::<Uint8Array>().ok()?.to_vec())
}

impl Crypto for WebCrypto {
    fn agree<'a>(&'a self, theirs: &'a [u8]) -> Boxed<'a, Option<Agreed>> {
        Box::pin(async move {
            let both = bytes(agree(theirs)).await?;
            let (ours, shared) = both.split_at_checked(65)?;
            Some(Agreed { ours: ours.to_vec(), shared: shared.to_vec() })
        })
    }

    fn seal<'a>(&'a self, key: &'a [u8], nonce: &'a [u8], plain: &'a [u8]) -> Boxed<'a, Option<Vec<u8>>> {
        Box::pin(bytes(seal(key, nonce, plain)))
    }

    fn public<'a>(&'a self, private: &'a [u8]) -> Boxed<'a, Option<Vec<u8>>> {
        Box::pin(bytes(point(private)))
    }

    fn sign<'a>(&'a self, private: &'a [u8], data: &'a [u8]) -> Boxed<'a, Option<Vec<u8>>> {
        Box::pin(bytes(sign(private, data)))
    }
}
