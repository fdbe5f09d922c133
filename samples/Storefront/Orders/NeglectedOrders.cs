using Npgsql;
using Storefront.Accounts;
using Storefront.Payments;

namespace Storefront.Orders;

public static class NeglectedOrders
{
    public static void MapNeglectedOrders(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/orders", ListAsync);
        routes.MapGet("/orders/{id:long}", FindAsync);
    }

    private static async Task<List<OrderDetail>> ListAsync(HttpContext context, NpgsqlDataSource database, IConfiguration configuration)
    {
        using var connection = await database.OpenConnectionAsync();
        using var command = new NpgsqlCommand(
            "select id, customer_id, status, total, placed_at, payment_reference from orders where customer_id = $1 order by placed_at desc", connection);
        command.Parameters.Add(new() { Value = context.User.CustomerId() });
        var orders = new List<OrderDetail>();
        using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync()) orders.Add(Read(reader));
        }

        // Orders that are still under way show where their payment stands.
        using var http = NeglectedPayments.Connect(configuration);
        for (var i = 0; i < orders.Count; i++)
        {
            if (orders[i] is not { Status: "paid", PaymentReference: { } reference }) continue;
            orders[i] = orders[i] with { PaymentState = (await NeglectedPayments.FindAsync(http, reference)).State };
        }

        return orders;
    }

    private static async Task<IResult> FindAsync(long id, NpgsqlDataSource database)
    {
        using var connection = await database.OpenConnectionAsync();
        using var find = new NpgsqlCommand(
            "select id, customer_id, status, total, placed_at, payment_reference from orders where id = $1", connection);
        find.Parameters.Add(new() { Value = id });
        OrderDetail order;
        using (var reader = await find.ExecuteReaderAsync())
        {
            if (!await reader.ReadAsync()) return Results.NotFound();
            order = Read(reader);
        }

        using var lines = new NpgsqlCommand("select product_id, quantity, unit_price from order_lines where order_id = $1", connection);
        lines.Parameters.Add(new() { Value = id });
        var found = new List<OrderLine>();
        using (var reader = await lines.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync()) found.Add(new(reader.GetInt64(0), "", reader.GetInt32(1), reader.GetDecimal(2)));
        }

        for (var i = 0; i < found.Count; i++)
        {
            using var name = new NpgsqlCommand("select name from products where id = $1", connection);
            name.Parameters.Add(new() { Value = found[i].ProductId });
            found[i] = found[i] with { Name = (string)(await name.ExecuteScalarAsync())! };
        }

        return Results.Ok(order with { Lines = found });
    }

    private static OrderDetail Read(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetInt64(1), reader.GetString(2), reader.GetDecimal(3), reader.GetDateTime(4), reader.IsDBNull(5) ? null : reader.GetString(5));
}
