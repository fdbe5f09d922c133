alter table orders validate constraint orders_note_length;
