using Npgsql;

namespace Storefront.Orders;

public sealed class OrderReader(NpgsqlDataSource database)
{
    public async Task<Page<OrderSummary>> ListAsync(long customer, long before, int size, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "select id, status, total, placed_at from orders where customer_id = $1 and id < $2 order by id desc limit $3");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = customer });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = before });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = size + 1 });

        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var orders = new List<OrderSummary>(size + 1);
        while (await reader.ReadAsync(cancellation)) orders.Add(new(reader.GetInt64(0), reader.GetString(1), reader.GetDecimal(2), reader.GetDateTime(3)));
        return orders.ToPage(size, static order => order.Id);
    }

    /// <summary>An order of the customer's own; administrators see everybody's.</summary>
    public async Task<OrderDetail?> FindAsync(long id, long customer, bool seesAll, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select o.customer_id, o.status, o.total, o.placed_at, o.payment_reference, l.product_id, p.name, l.quantity, l.unit_price
            from orders o join order_lines l on l.order_id = o.id join products p on p.id = l.product_id
            where o.id = $1 and (o.customer_id = $2 or $3) order by l.id limit 200
            """);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = customer });
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = seesAll });

        await using var reader = await command.ExecuteReaderAsync(cancellation);
        OrderDetail? order = null;
        var lines = new List<OrderLine>();
        while (await reader.ReadAsync(cancellation))
        {
            order ??= new(id, reader.GetInt64(0), reader.GetString(1), reader.GetDecimal(2), reader.GetDateTime(3), reader.IsDBNull(4) ? null : reader.GetString(4));
            lines.Add(new(reader.GetInt64(5), reader.GetString(6), reader.GetInt32(7), reader.GetDecimal(8)));
        }

        return order is null ? null : order with { Lines = lines };
    }
}
