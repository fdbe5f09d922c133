-- The account page was slow once.
create index addresses_customer on addresses (customer_id);

-- Carts older than a month are removed every night; the indexes have been kept since the first one.
create index abandoned_carts_left_at on abandoned_carts (left_at);
insert into abandoned_carts (customer_id, items, left_at)
select 5 + i % 11996, '[]', timestamptz '2025-01-01 00:00Z' + i * interval '3 minutes' from generate_series(1, 150000) i;
delete from abandoned_carts where id % 10 < 7;
