// npm run vapid: makes the keys of Web Push. Made anew, every device has to be added again.

import { generateKeyPairSync } from "node:crypto";

/** A private key on P-256: its 32 bytes in base64url. */
export const vapidKey = () => generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" }).d;

if (process.argv[1] === import.meta.filename) console.log(`VAPID_PRIVATE_KEY, a secret. Put it where nobody else reads it:

  npx wrangler secret put VAPID_PRIVATE_KEY
  ${vapidKey()}

VAPID_SUBJECT, a variable in wrangler.toml: how a push service reaches you, for example

  VAPID_SUBJECT = "mailto:you@example.com"`);
