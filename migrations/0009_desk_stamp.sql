-- The stamp of the desk: a number that moves whenever what a card shows does. An open desk asks for it
-- every few seconds, and for nothing else while it stands still.
CREATE TABLE desk_stamp (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  moves INTEGER NOT NULL
);
INSERT INTO desk_stamp (id, moves) VALUES (1, 1);

CREATE TRIGGER card_opened_moves_stamp AFTER INSERT ON review_queue
BEGIN
  UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
END;
-- Old cards are erased by the thousand, and no desk shows them.
CREATE TRIGGER card_changed_moves_stamp AFTER UPDATE ON review_queue
WHEN NEW.state IS NOT OLD.state OR NEW.erased_at IS OLD.erased_at
BEGIN
  UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
END;
CREATE TRIGGER delivery_moves_stamp AFTER UPDATE OF delivery_rank ON send_attempt
WHEN NEW.delivery_rank IS NOT OLD.delivery_rank
BEGIN
  UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
END;
CREATE TRIGGER listed_moves_stamp AFTER INSERT ON allowlist
BEGIN
  UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
END;
CREATE TRIGGER passed_on_moves_stamp AFTER UPDATE OF customer_id ON allowlist
BEGIN
  UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
END;
CREATE TRIGGER unlisted_moves_stamp AFTER DELETE ON allowlist
BEGIN
  UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
END;
CREATE TRIGGER switch_moves_stamp AFTER INSERT ON bot_switch
BEGIN
  UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
END;
CREATE TRIGGER switch_turned_moves_stamp AFTER UPDATE ON bot_switch
BEGIN
  UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
END;
CREATE TRIGGER moved_moves_stamp AFTER INSERT ON address_change
BEGIN
  UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
END;
CREATE TRIGGER moved_again_moves_stamp AFTER UPDATE ON address_change
BEGIN
  UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
END;
CREATE TRIGGER moved_no_more_moves_stamp AFTER DELETE ON address_change
BEGIN
  UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
END;
CREATE TRIGGER alarm_moves_stamp AFTER INSERT ON ledger_alarm
BEGIN
  UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
END;
CREATE TRIGGER alarm_over_moves_stamp AFTER DELETE ON ledger_alarm
BEGIN
  UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
END;
CREATE TRIGGER held_moves_stamp AFTER INSERT ON hold
BEGIN
  UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
END;
CREATE TRIGGER held_by_another_moves_stamp AFTER UPDATE ON hold
BEGIN
  UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
END;
CREATE TRIGGER held_no_more_moves_stamp AFTER DELETE ON hold
BEGIN
  UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
END;
