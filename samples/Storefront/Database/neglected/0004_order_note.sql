-- The warehouse prints a note on the parcel.
alter table orders add column note text;
update orders set note = '';
alter table orders alter column note set not null;
alter table orders alter column note set default '';
alter table orders rename column address_id to ship_to;
create index orders_status on orders (status);
