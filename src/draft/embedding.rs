//! How alike two texts are, as a model of embeddings has it. The message and what it is
//! compared with go into one call, so that nothing has to be kept or kept up to date.

use crate::draft::settings::Drafter;
use crate::host::{Call, Destination, Reply, bearer};
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

/// How long a call may take.
pub const TIMEOUT: Duration = Duration::from_secs(5);

/// A model of embeddings that can be called.
#[derive(Clone, Debug)]
pub struct Embedder {
    endpoint: Destination,
    name: String,
}

impl Embedder {
    /// Where the drafter's model lives too; `None` for templates, which call nobody.
    pub fn of(drafter: Drafter, model: String) -> Option<Self> {
        let endpoint = match drafter {
            Drafter::Template => return None,
            Drafter::OpenAi { url, key, .. } => Destination::Http {
                url: format!("{url}/embeddings"),
                headers: key.iter().map(|key| bearer(key)).collect(),
            },
            Drafter::WorkersAi { .. } => Destination::WorkersAi { model: model.clone() },
        };
        Some(Self { endpoint, name: model })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The call that embeds these texts.
    pub fn call(&self, texts: &[&str]) -> Call {
        let body = match &self.endpoint {
            Destination::WorkersAi { .. } => json!({"text": texts}),
            Destination::Http { .. } | Destination::Get { .. } | Destination::Sealed { .. } => {
                json!({"model": self.name, "input": texts})
            }
        };
        Call { to: self.endpoint.clone(), timeout: TIMEOUT, body: body.to_string() }
    }
}

/// How alike the first of the texts is to each of the others, −1 to 1, and the tokens
/// read. OpenAI's `data[].embedding`, or Workers AI's `data[]`.
///
/// Errors: a short code for the ledger.
pub fn read(reply: &Reply, texts: usize) -> Result<(Vec<f32>, Option<u32>), String> {
    #[derive(Deserialize)]
    struct Body {
        data: Vec<Value>,
        usage: Option<Usage>,
    }
    #[derive(Deserialize)]
    struct Usage {
        prompt_tokens: Option<u32>,
    }
    if reply.status != 200 {
        return Err(format!("http_{}", reply.status));
    }
    let body: Body = crate::json::read(&reply.body).map_err(|_| "garbled")?;
    let vectors = vectors(&body.data, texts).ok_or("garbled")?;
    let (message, others) = vectors.split_first().ok_or("garbled")?;
    let alike: Option<Vec<f32>> = others.iter().map(|other| cosine(message, other)).collect();
    Ok((alike.ok_or("garbled")?, body.usage.and_then(|usage| usage.prompt_tokens)))
}

/// One for each text, in their order; `None`: they are something else.
fn vectors(rows: &[Value], texts: usize) -> Option<Vec<Vec<f32>>> {
    let mut vectors = vec![vec![]; texts];
    for (nth, row) in rows.iter().enumerate() {
        let index = row.get("index").and_then(Value::as_u64).and_then(|index| usize::try_from(index).ok());
        let numbers = row.get("embedding").unwrap_or(row).as_array()?;
        let numbers: Option<Vec<f32>> = numbers.iter().map(|n| n.as_f64().map(|n| n as f32)).collect();
        *vectors.get_mut(index.unwrap_or(nth))? = numbers?;
    }
    Some(vectors)
}

/// `None`: of different lengths, or nothing.
fn cosine(a: &[f32], b: &[f32]) -> Option<f32> {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    let length = (dot(a, a) * dot(b, b)).sqrt();
    (a.len() == b.len() && length > 0.0).then(|| dot(a, b) / length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, texts: usize, alike: Result<&[f32], &str>) {
        let got = read(&Reply { status: 200, body: body.into() }, texts);
        assert_eq!(got.as_ref().map(|(alike, _)| alike.as_slice()).map_err(String::as_str), alike, "{body}");
    }

    #[test]
    fn both_forms_of_answer_are_compared() {
        check(r#"{"data":[[1,0],[0,2],[3,0]],"shape":[3,2]}"#, 3, Ok(&[0.0, 1.0]));
        let shuffled = r#"{"data":[{"index":1,"embedding":[0,1]},{"index":0,"embedding":[0,5]}]}"#;
        check(shuffled, 2, Ok(&[1.0]));
    }

    #[test]
    fn what_cannot_be_compared_is_an_error() {
        for body in [
            "",
            "{}",
            r#"{"data":[[1,0]]}"#,
            r#"{"data":[[1,0],[1]]}"#,
            r#"{"data":[[0,0],[1,0]]}"#,
            r#"{"data":[[1,0],["x",0]]}"#,
            r#"{"data":[{"index":9,"embedding":[1]},{"index":0,"embedding":[1]}]}"#,
            r#"{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]}"#,
        ] {
            check(body, 2, Err("garbled"));
        }
    }
}
