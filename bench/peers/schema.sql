-- What the peers keep: as little as the same work needs.
CREATE TABLE allowlist (phone TEXT PRIMARY KEY, customer TEXT NOT NULL);
CREATE TABLE inbound (wamid TEXT PRIMARY KEY, phone TEXT NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL);
CREATE INDEX inbound_phone_at ON inbound (phone, at);
CREATE TABLE ledger (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, step TEXT NOT NULL, wamid TEXT, phone TEXT, detail TEXT);
