//! Cloudflare Access.

use super::Call;
use crate::credential::Credential;

/// Who Access vouches for, if it is configured and does.
pub(super) async fn credential(_call: &Call) -> Option<Credential> {
    None
}
