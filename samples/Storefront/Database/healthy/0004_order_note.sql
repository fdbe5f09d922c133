-- The warehouse prints a note on the parcel. It may be missing: the release before this one does not write it.
-- The rule is checked for new rows at once and for old ones in a migration of its own, without keeping anybody out.
set local lock_timeout = '2s';
alter table orders add column note text;
alter table orders add constraint orders_note_length check (length(note) <= 500) not valid;
