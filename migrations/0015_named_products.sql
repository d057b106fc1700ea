-- The names of products that the words of an order hold, as the index had them when it was judged, each with
-- the reference of the one product that has it: a JSON array of pairs. Order lines are read with them.
ALTER TABLE review_queue ADD COLUMN named_products TEXT NOT NULL DEFAULT '[]';
