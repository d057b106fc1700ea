//! What customers wrote: every message of a listed sender, and what they said after their own
//! edits and deletions.

pub mod content;
pub mod conversation;
pub mod hourly_count;
pub mod inbound_message;
pub mod kind;
pub mod marks;
pub mod order_lines;
