-- Every foreign key leads an index; lists are served in the order in which they are paged.
create index products_category on products (category_id, id);
create index products_search on products using gin (search);
create index addresses_customer on addresses (customer_id);
create index orders_customer on orders (customer_id, id desc);
create index orders_address on orders (address_id);
create index order_lines_order on order_lines (order_id);
create index order_lines_product on order_lines (product_id);
create index reviews_product on reviews (product_id, id desc);
create index reviews_customer on reviews (customer_id);
create index uploads_customer on uploads (customer_id);
create index jobs_requested_by on jobs (requested_by);

update products p set units_sold = s.units
from (select product_id, sum(quantity) as units from order_lines group by product_id) s where s.product_id = p.id;
create index products_units_sold on products (units_sold desc, id);
