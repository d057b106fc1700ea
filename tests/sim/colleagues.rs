//! Notes and cards that are put off: what must hold of them.

use crate::host::World;
use crate::people::NOTED;
use testkit::database::{count, every_text};

/// Whoever has written is not put off.
pub fn nobody_who_wrote_is_put_off(world: &World) {
    let put_off = "SELECT count(*) FROM later l JOIN review_queue r ON r.id = l.review_id
      JOIN inbound_message m ON m.sender_id = r.sender_id AND m.waiting = 1 WHERE r.state = 'pending'";
    assert_eq!(count(&world.db, put_off), 0, "a card is put off although its customer has written");
    let too_long = "SELECT count(*) FROM later l JOIN review_queue r ON r.id = l.review_id
      WHERE l.until > strftime('%Y-%m-%dT%H:%M:%fZ', r.window_closes_at, '-30 minutes')";
    assert_eq!(count(&world.db, too_long), 0, "a card is put off until its window is about to close");
}

/// A note stands where it was written and nowhere else, and goes with its customer.
pub fn notes_stay_where_they_are(world: &World) {
    let erased = "SELECT count(*) FROM note n JOIN review_queue r ON r.id = n.review_id
      WHERE r.customer_id = 'erased' AND n.text IS NOT NULL";
    assert_eq!(count(&world.db, erased), 0, "a note of a customer who was erased");
    every_text(&world.db, |table, text| {
        let may = ["note", "idempotency_key"].contains(&table);
        assert!(may || !text.contains(NOTED), "a note stands in {table}");
    });
}
