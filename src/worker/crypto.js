// WebCrypto's side of `crypto.rs`. What does not work out throws, and is `None` there.

const { subtle } = crypto;
const CURVE = { namedCurve: "P-256" };

// PKCS #8 of a key on P-256, up to its 32 bytes; the public half is worked out from them.
const PKCS8 = Uint8Array.from("3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420".match(/../g), (byte) => parseInt(byte, 16));

const joined = (...parts) => {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (bytes.set(part, at), at + part.length), 0);
  return bytes;
};

const signer = (key) => subtle.importKey("pkcs8", joined(PKCS8, key), { name: "ECDSA", ...CURVE }, true, ["sign"]);

/** Our half, 65 bytes, and what was agreed on, 32. */
export async function agree(theirs) {
  const ecdh = { name: "ECDH", ...CURVE };
  const [their, our] = await Promise.all([subtle.importKey("raw", theirs, ecdh, false, []), subtle.generateKey(ecdh, false, ["deriveBits"])]);
  const [half, shared] = await Promise.all([subtle.exportKey("raw", our.publicKey), subtle.deriveBits({ name: "ECDH", public: their }, our.privateKey, 256)]);
  return joined(new Uint8Array(half), new Uint8Array(shared));
}

export async function seal(key, iv, plain) {
  const aes = await subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]);
  return new Uint8Array(await subtle.encrypt({ name: "AES-GCM", iv }, aes, plain));
}

export async function point(key) {
  const { x, y } = await subtle.exportKey("jwk", await signer(key));
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  return joined(Uint8Array.of(4), bytes(x), bytes(y));
}

export async function sign(key, data) {
  return new Uint8Array(await subtle.sign({ name: "ECDSA", hash: "SHA-256" }, await signer(key), data));
}
