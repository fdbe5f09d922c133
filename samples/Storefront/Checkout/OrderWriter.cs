using Npgsql;

namespace Storefront.Checkout;

/// <summary>Writes an order in one round trip, prices it from the catalogue and takes it out of stock.</summary>
public sealed class OrderWriter(NpgsqlDataSource database)
{
    public async Task<(long Id, decimal Total)> PlaceAsync(long customer, IReadOnlyDictionary<long, int> items, CancellationToken cancellation)
    {
        // Products are locked in the order of their ids, so that two carts cannot wait for each other.
        await using var command = database.CreateCommand(
            """
            with wanted as (select * from unnest($2::bigint[], $3::int[]) w(product_id, quantity)),
            locked as (select p.id, p.price from products p where p.id = any($2) order by p.id for update),
            priced as (select w.product_id, w.quantity, l.price from wanted w join locked l on l.id = w.product_id),
            placed as (
              insert into orders (customer_id, status, total)
              select $1, 'placed', sum(quantity * price) from priced returning id, total),
            lines as (
              insert into order_lines (order_id, product_id, quantity, unit_price)
              select placed.id, product_id, quantity, price from priced, placed),
            stock as (
              update products p set stock = p.stock - w.quantity, units_sold = p.units_sold + w.quantity
              from priced w where p.id = w.product_id)
            select id, total from placed
            """);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = customer });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. items.Keys] });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. items.Values] });

        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return (reader.GetInt64(0), reader.GetDecimal(1));
    }

    public async Task SettleAsync(long order, long customer, string status, string? reference, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("update orders set status = $2, payment_reference = $3 where id = $1 and customer_id = $4");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = order });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = status });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)reference ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = customer });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
