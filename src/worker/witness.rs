//! The storage of the witness ([`crate::host::witness`], [`crate::host::unsigned`]): three texts of
//! JSON. Nothing else runs in the object between a read and the write that follows it.

use crate::host::unsigned::{AskUnsigned, Unsigned};
use crate::host::witness::{AskChain, AskErasures, Chain, Erasures};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use worker::{Error, Result, Storage};

const CHAIN: &str = "chain";
const ERASURES: &str = "erasures";
const UNSIGNED: &str = "unsigned";

/// What it is asked.
#[derive(Serialize, Deserialize)]
pub(super) enum Witness {
    Chain(AskChain),
    Erasures(AskErasures),
    Unsigned(AskUnsigned),
}

/// Does what it is asked; the answer as JSON.
pub(super) async fn answer(storage: &Storage, ask: &str) -> Result<String> {
    match crate::json::read(ask.as_bytes()).map_err(|_| misfit())? {
        Witness::Chain(ask) => {
            let mut chain: Chain = read(storage, CHAIN).await?;
            if chain.answer(ask) {
                storage.put(CHAIN, json(&chain)?).await?;
            }
            json(&chain)
        }
        Witness::Erasures(ask) => {
            let mut erasures: Erasures = read(storage, ERASURES).await?;
            let (found, changed) = erasures.answer(ask);
            if changed {
                storage.put(ERASURES, json(&erasures)?).await?;
            }
            json(&found)
        }
        Witness::Unsigned(ask) => {
            let mut unsigned: Unsigned = read(storage, UNSIGNED).await?;
            if unsigned.answer(ask) {
                storage.put(UNSIGNED, json(&unsigned)?).await?;
            }
            json(&unsigned)
        }
    }
}

async fn read<T: DeserializeOwned + Default>(storage: &Storage, key: &str) -> Result<T> {
    match storage.get::<String>(key).await? {
        Some(text) => crate::json::read(text.as_bytes()).map_err(|_| misfit()),
        None => Ok(T::default()),
    }
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|_| misfit())
}

/// What it was given or what it kept is of another form. It is never begun anew by itself.
fn misfit() -> Error {
    Error::from("witness: unexpected form")
}
