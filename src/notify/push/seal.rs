//! What is pushed is for the device's eyes alone (RFC 8291): its push service carries it and
//! cannot read it. One record of `aes128gcm` (RFC 8188).

use super::Subscription;
use crate::host::Host;
use crate::keyed_hash::keyed;

/// The size of a record, as its head says it. There is one, and it is shorter.
const RECORD: u32 = 4096;

/// Ends the last record.
const LAST: u8 = 2;

/// The most that fits into one record, in bytes (RFC 8291, section 4).
pub const LONGEST: usize = 3993;

/// Seals a payload for a device. `None`: its keys are none, or the payload is too long.
pub async fn seal(host: &dyn Host, device: &Subscription, plain: &[u8]) -> Option<Vec<u8>> {
    if plain.len() > LONGEST {
        return None;
    }
    let crypto = host.crypto();
    let agreed = crypto.agree(&device.p256dh).await?;
    let salt = host.nonce().0;
    let (key, nonce) = keys(device, &agreed.ours, &agreed.shared, &salt);
    let sealed = crypto.seal(&key, &nonce, &[plain, &[LAST]].concat()).await?;
    let length = u8::try_from(agreed.ours.len()).ok()?;
    Some([&salt[..], &RECORD.to_be_bytes(), &[length], &agreed.ours, &sealed].concat())
}

/// The key and the nonce of the one record: HKDF with SHA-256 (RFC 5869), a step at a time.
fn keys(device: &Subscription, ours: &[u8], shared: &[u8], salt: &[u8; 16]) -> ([u8; 16], [u8; 12]) {
    let combined = keyed(&device.auth, &[shared]);
    let secret = keyed(&combined, &[b"WebPush: info\0", &device.p256dh, ours, &[1]]);
    let extracted = keyed(salt, &[&secret]);
    let key = keyed(&extracted, &[b"Content-Encoding: aes128gcm\0", &[1]]);
    let nonce = keyed(&extracted, &[b"Content-Encoding: nonce\0", &[1]]);
    (first(key), first(nonce))
}

fn first<const N: usize>(hash: [u8; 32]) -> [u8; N] {
    let mut bytes = [0; N];
    bytes.iter_mut().zip(hash).for_each(|(byte, from)| *byte = from);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    fn raw(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).expect("base64url")
    }

    /// RFC 8291, appendix A.
    #[test]
    fn the_keys_are_those_of_the_standards_example() {
        let device = Subscription {
            endpoint: String::new(),
            p256dh: raw("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
            auth: raw("BTBZMqHH6r4Tts7J_aSIgg"),
        };
        let ours = raw("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8");
        let shared = raw("kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs");
        let salt = raw("DGv6ra1nlYgDCS1FRnbzlw").try_into().expect("16 bytes");
        let (key, nonce) = keys(&device, &ours, &shared, &salt);
        assert_eq!(key.to_vec(), raw("oIhVW04MRdy2XN9CiKLxTg"));
        assert_eq!(nonce.to_vec(), raw("4h_95klXJ5E_qnoN"));
    }
}
