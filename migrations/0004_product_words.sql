-- What the words of product names are found by when a letter is wrong: the word, and
-- the word with each letter left out in turn (src/gate/typos.rs). Words of products that
-- are gone may stay: they find no key.
CREATE TABLE product_word (
  variant TEXT NOT NULL,
  word TEXT NOT NULL,
  PRIMARY KEY (variant, word)
) WITHOUT ROWID;

-- Keys are singular now and leave out the words between: all are written anew.
UPDATE products SET keyed = 0;
