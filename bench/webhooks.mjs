// Signed webhooks of every kind that is measured, as whole HTTP requests.

import crypto from "node:crypto";

export const SECRET = "a secret of the bench";
export const NUMBER_ID = "123456123";
/** How many customers write; their numbers are invented. */
export const SENDERS = 500;
/** How many sends the statuses are about. */
export const SENDS = 5_000;

const TEXTS = [
  "Bonjour, 10 cartons de coca et 5 packs d'eau svp",
  "Pls send 2 box tomatoes\n5kg onions\n1 x lemons",
  "besoin de 3 fûts IPA pour demain",
  "Salut, je voudrais 12 caisses de jus d'orange et 4 sacs de riz. Merci",
];
export const phone = (n) => `3361${String(n % SENDERS).padStart(7, "0")}`;
export const wamidOfSend = (n) => `wamid.HBgLOUT${String(n % SENDS).padStart(20, "0")}`;

const seconds = () => String(Math.floor(Date.now() / 1000));
const body = (value) =>
  JSON.stringify({
    object: "whatsapp_business_account",
    entry: [{ id: "102290129340398", changes: [{ field: "messages", value: { messaging_product: "whatsapp", metadata: { display_phone_number: "33140000000", phone_number_id: NUMBER_ID }, ...value } }] }],
  });
const message = (n) => ({ from: phone(n), id: `wamid.HBgL${String(n).padStart(20, "0")}${crypto.randomBytes(4).toString("hex")}`, timestamp: seconds(), type: "text", text: { body: TEXTS[n % TEXTS.length] } });
const contact = (n) => ({ profile: { name: "Épicerie Exemple" }, wa_id: phone(n) });

const sign = (text) => crypto.createHmac("sha256", SECRET).update(text).digest("hex");

function request(text, signature) {
  const bytes = Buffer.from(text);
  const head = `POST /webhook/whatsapp HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\nx-hub-signature-256: sha256=${signature}\r\ncontent-length: ${bytes.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), bytes]);
}

const signed = (text) => request(text, sign(text));

/** By name: what request number n is, and how many rows it lands. */
export const WORKLOADS = {
  /** One message a POST, each its own. */
  message: { rows: 1, status: 200, request: (n) => signed(body({ contacts: [contact(n)], messages: [message(n)] })) },
  /** One delivery status a POST, about a send that is known. */
  status: {
    rows: 0,
    status: 200,
    request: (n) => signed(body({ statuses: [{ id: wamidOfSend(n), status: ["sent", "delivered", "read"][Math.floor(n / SENDS) % 3], timestamp: seconds(), recipient_id: phone(n) }] })),
  },
};
