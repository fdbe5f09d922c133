-- One deterministic shop: 800 categories, 12,000 products, 12,000 customers, 40,000 orders, 120,000 order lines, 12,000 reviews.
-- $1 is the hash of the demo password, the same for every customer.
insert into categories (id, slug, name)
select i, 'category-' || i, 'Category ' || i from generate_series(1, 800) i;

insert into products (id, sku, name, brand, description, category_id, price, stock)
select i,
  'SKU-' || lpad(i::text, 6, '0'),
  (array['Classic','Compact','Deluxe','Everyday','Folding','Heavy','Light','Modern','Quiet','Sturdy'])[1 + i % 10] || ' '
    || (array['kettle','toaster','lamp','chair','desk','shelf','mug','pan','knife','blanket','pillow','mirror','clock','rug','vase',
              'basket','bottle','brush','candle','drawer','frame','glass','hook','jar','kit','ladle','mat','napkin','oven','plate'])[1 + (i / 10) % 30]
    || ' ' || (100 + i % 900),
  (array['Alder','Birch','Cedar','Dogwood','Elm','Fir','Hazel','Juniper'])[1 + i % 8],
  'For the ' || (array['kitchen','study','garden','bedroom','hall'])[1 + i % 5] || ', made of '
    || (array['steel','oak','glass','linen','stone','wool'])[1 + i % 6] || ', guaranteed for ' || (1 + i % 10) || ' years.',
  1 + i % 800,
  5 + (i * 37 % 20000) / 100.0,
  1000000
from generate_series(1, 12000) i;

-- Customer 1 administers the shop, customers 2 to 4 are the demo shoppers.
insert into customers (id, email, name, password_hash, is_admin, created_at)
select i,
  case when i = 1 then 'admin@storefront.example' when i <= 4 then 'shopper' || (i - 1) || '@storefront.example' else 'customer' || i || '@storefront.example' end,
  'Customer ' || i, $1, i = 1, timestamptz '2025-01-01 00:00Z' + i * interval '7 minutes'
from generate_series(1, 12000) i;

insert into addresses (id, customer_id, line, city, country)
select i, i, i || ' Market Street', 'City ' || (i % 300), (array['AT','DE','FR','IT','NL'])[1 + i % 5]
from generate_series(1, 12000) i;

-- The last 72 orders belong to the demo shoppers, a third of them still under way.
insert into orders (id, customer_id, address_id, status, total, payment_reference, placed_at)
select i, customer, customer,
  case when i > 39928 and i / 3 % 3 = 0 then 'paid' else 'delivered' end,
  0, 'pay-0-' || i, timestamptz '2025-01-01 00:00Z' + i * interval '13 minutes'
from (select i, case when i > 39928 then 2 + i % 3 else 5 + (i * 7919::bigint) % 11996 end as customer from generate_series(1, 40000) i) o;

insert into order_lines (id, order_id, product_id, quantity, unit_price)
select l.id, l.order_id, l.product_id, 1 + l.id % 4, p.price
from (select i as id, 1 + (i - 1) / 3 as order_id, 1 + (i * 6151::bigint + i / 12000 * 77) % 12000 as product_id from generate_series(1, 120000) i) l
join products p on p.id = l.product_id
order by l.id;

update orders o set total = s.total
from (select order_id, sum(quantity * unit_price) as total from order_lines group by order_id) s where s.order_id = o.id;

insert into reviews (id, product_id, customer_id, rating, body, written_at)
select i, 1 + (i * 4241::bigint) % 12000, 5 + (i * 7919::bigint) % 11996, 1 + i % 5,
  'Used it every day for ' || (1 + i % 30) || ' weeks and would ' || case when i % 5 > 1 then '' else 'not ' end || 'buy it again.',
  timestamptz '2025-01-01 00:00Z' + i * interval '17 minutes'
from generate_series(1, 12000) i;

select setval(pg_get_serial_sequence(t, 'id'), m) from (values
  ('categories', 800), ('products', 12000), ('customers', 12000), ('addresses', 12000),
  ('orders', 40000), ('order_lines', 120000), ('reviews', 12000)) s(t, m);
