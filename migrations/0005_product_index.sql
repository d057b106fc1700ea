-- The index of products: what a message can name them by, sorted, in pages. It is made anew
-- beside the one in force when products changed (docs/decisions.md, 23).
--
-- The tables that it takes the place of held a row for each name and ten for each word. Only the
-- Worker read them, so they go at once. A Worker of the version before that is still running
-- meanwhile cannot draft: its messages wait and are drafted by the new one.
DROP TRIGGER products_changed;
DROP INDEX products_unkeyed;
DROP TABLE product_key;
DROP TABLE product_word;

-- The index in force, of run 0 until there is one.
CREATE TABLE product_index (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  run INTEGER NOT NULL DEFAULT 0,
  form INTEGER NOT NULL DEFAULT 0, -- how names were folded
  starts TEXT NOT NULL DEFAULT '', -- what each page starts at, a line each
  first_words TEXT NOT NULL DEFAULT '', -- a filter of the words that keys begin with
  products INTEGER NOT NULL DEFAULT 0, -- how many it was made of
  built_at TEXT
);
INSERT INTO product_index (id) VALUES (1);

-- The index that is being made. The column changed says that products changed after it was begun.
CREATE TABLE product_index_build (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  changed INTEGER NOT NULL DEFAULT 1,
  write_id TEXT NOT NULL DEFAULT '', -- who wrote last
  work TEXT, -- how far it is, in JSON, NULL while none is made
  first_words TEXT
);
INSERT INTO product_index_build (id) VALUES (1);

-- Sorted runs of terms. One of them is the index in force, the one before it stays until the
-- next, for drafts that have begun with it.
CREATE TABLE product_index_page (
  run INTEGER NOT NULL,
  page INTEGER NOT NULL,
  starts_at TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (run, page)
) WITHOUT ROWID;

-- Whoever changes products, also by hand. The column keyed is not used any more, but setting it
-- still has the index made anew.
CREATE TRIGGER product_added AFTER INSERT ON products
BEGIN
  UPDATE product_index_build SET changed = 1 WHERE id = 1 AND changed = 0;
END;

CREATE TRIGGER product_changed AFTER UPDATE ON products
BEGIN
  UPDATE product_index_build SET changed = 1 WHERE id = 1 AND changed = 0;
END;

CREATE TRIGGER product_removed AFTER DELETE ON products
BEGIN
  UPDATE product_index_build SET changed = 1 WHERE id = 1 AND changed = 0;
END;
