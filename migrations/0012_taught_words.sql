-- What the business taught the gate and its drafts. A row a version, the newest counts.
CREATE TABLE taught_words (
  version INTEGER PRIMARY KEY,
  body TEXT NOT NULL, -- JSON: a list of words for each kind
  invocation TEXT NOT NULL,
  changed_by TEXT NOT NULL, -- a reviewer
  changed_at TEXT NOT NULL
);

-- The version that the verdict on a card was made with, 0 if nothing was taught yet.
ALTER TABLE review_queue ADD COLUMN words_version INTEGER NOT NULL DEFAULT 0;

-- A change of the taught words that an admin tries on past cards before it is saved, one at a time.
CREATE TABLE word_trial (
  admin TEXT PRIMARY KEY, -- a reviewer
  write_id TEXT NOT NULL, -- the page that was judged last
  version INTEGER NOT NULL, -- what is changed
  kind TEXT NOT NULL,
  words TEXT NOT NULL, -- JSON: the words of that kind as they would be
  waiting TEXT NOT NULL, -- JSON: the cards that are not judged yet, each with how many messages it has
  cards INTEGER NOT NULL, -- how many were judged
  non_orders INTEGER NOT NULL, -- how many of them are no orders today, and nobody says that they were
  became_orders INTEGER NOT NULL, -- how many of those would be
  changed TEXT NOT NULL -- JSON: the cards that would be judged otherwise
);

-- Where a person said what a card was, whatever the gate made of it. A reference without words.
CREATE TABLE shape_mark (
  review_id TEXT PRIMARY KEY,
  was_order INTEGER NOT NULL CHECK (was_order IN (0, 1)),
  marked_by TEXT NOT NULL, -- a reviewer
  marked_at TEXT NOT NULL
);
CREATE INDEX shape_marked ON shape_mark (marked_at);

-- It goes with the text of its card.
CREATE TRIGGER mark_goes_with_the_text AFTER UPDATE OF erased_at ON review_queue
WHEN NEW.erased_at IS NOT NULL
BEGIN
  DELETE FROM shape_mark WHERE review_id = NEW.id;
END;
CREATE TRIGGER marked_moves_stamp AFTER INSERT ON shape_mark
BEGIN
  UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
END;
CREATE TRIGGER marked_otherwise_moves_stamp AFTER UPDATE ON shape_mark
BEGIN
  UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
END;
