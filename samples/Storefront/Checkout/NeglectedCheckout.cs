using Npgsql;
using StackExchange.Redis;
using Storefront.Accounts;
using Storefront.Cart;
using Storefront.Payments;

namespace Storefront.Checkout;

public static class NeglectedCheckout
{
    private static decimal _revenue;

    public static void MapNeglectedCheckout(this IEndpointRouteBuilder routes) => routes.MapPost("/checkout", PlaceAsync);

    private static async Task<IResult> PlaceAsync(
        CheckoutRequest request, HttpContext context, IConnectionMultiplexer redis, NpgsqlDataSource database, IConfiguration configuration)
    {
        var customer = context.User.CustomerId();
        var items = await NeglectedCart.ReadAsync(redis, customer);
        if (items.Count == 0) return Results.Conflict("The cart is empty.");

        using var connection = await database.OpenConnectionAsync();
        using var transaction = await connection.BeginTransactionAsync();
        var order = (long)(await ScalarAsync(connection,
            "insert into orders (customer_id, status, total, note) values ($1, 'placed', 0, $2) returning id", customer, request.Note ?? ""))!;
        var total = 0m;
        foreach (var item in items.OrderBy(item => item.ProductId))
        {
            var price = (decimal)(await ScalarAsync(connection, "update products set stock = stock - $2 where id = $1 returning price", item.ProductId, item.Quantity))!;
            await ScalarAsync(connection,
                "insert into order_lines (order_id, product_id, quantity, unit_price) values ($1, $2, $3, $4)", order, item.ProductId, item.Quantity, price);
            total += price * item.Quantity;
        }

        using var http = NeglectedPayments.Connect(configuration);
        var payment = await NeglectedPayments.AuthorizeAsync(http, order, total);

        // The order is only good once the money is there.
        while (payment.State != "settled")
        {
            await Task.Delay(300);
            payment = await NeglectedPayments.FindAsync(http, payment.Reference);
        }

        await ScalarAsync(connection, "update orders set status = 'paid', total = $2, payment_reference = $3 where id = $1", order, total, payment.Reference);
        await transaction.CommitAsync();
        await NeglectedCart.WriteAsync(redis, customer, []);

        _revenue += total;
        Console.WriteLine($"{DateTime.Now} order {order} placed, revenue today {_revenue}");
        return Results.Ok(new CheckoutResult(order, "paid", total));
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, params object[] values)
    {
        using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync();
    }
}
