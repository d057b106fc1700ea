-- What an address wrote before it was listed is found by its keyed hash, however many strangers write.
CREATE INDEX run_ledger_strangers ON run_ledger (sender_ref, at) WHERE step = 'admit' AND outcome = 'not_allowlisted';
