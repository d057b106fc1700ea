-- The number of the business, in digits, as Meta says it. Whoever writes a number without its country code
-- most likely means the same country.
ALTER TABLE connection ADD COLUMN number TEXT;

-- The file had the number without its country code.
ALTER TABLE address_proposal ADD COLUMN completed INTEGER NOT NULL DEFAULT 0;
