// What both peers share: Meta's signature by WebCrypto, the messages of a body, a gate.
const encoder = new TextEncoder();
const SIGNATURE = /^sha256=([0-9a-f]{64})$/;
let key;

/** The body of a request that Meta signed, or null. */
export async function verified(request, secret) {
  const raw = new Uint8Array(await request.arrayBuffer());
  const [, hex] = SIGNATURE.exec(request.headers.get("x-hub-signature-256") ?? "") ?? [];
  if (!hex) return null;
  key ??= await crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  const signature = new Uint8Array(32);
  for (let i = 0; i < 32; i++) signature[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return (await crypto.subtle.verify("HMAC", key, signature, raw)) ? JSON.parse(new TextDecoder().decode(raw)) : null;
}

export function* messages(body) {
  for (const { changes = [] } of body.entry ?? []) {
    for (const { field, value } of changes) if (field === "messages") yield* value.messages ?? [];
  }
}

const WISH = /\b(commande|voudrais|besoin|svp|order|send|please|pls)\b/i;
const QUANTITY = /\b\d+\s*(x|kg|g|l|cartons?|caisses?|packs?|box(es)?|sacs?|f[uû]ts?)\b/i;
export const gate = (text) => (WISH.test(text) || QUANTITY.test(text) ? "order" : "other");
