-- Search and best sellers are read all day and written rarely, so both are computed when a row is written.
alter table products add column search tsvector
  generated always as (to_tsvector('simple', name || ' ' || brand || ' ' || description)) stored;
alter table products add column units_sold int not null default 0;
