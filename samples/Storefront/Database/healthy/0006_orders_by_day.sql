-- A file of its own: what builds an index concurrently cannot be part of a transaction.
create index concurrently orders_placed_at on orders (placed_at);
