using System.Text.Json;
using Dapper;
using Npgsql;
using StackExchange.Redis;
using Storefront.Accounts;

namespace Storefront.Cart;

public static class NeglectedCart
{
    public static void MapNeglectedCart(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/cart", ShowAsync);
        routes.MapPut("/cart/items", PutAsync);
    }

    public static async Task<List<CartItem>> ReadAsync(IConnectionMultiplexer redis, long customer) =>
        await redis.GetDatabase().StringGetAsync($"cart:{customer}") is { HasValue: true } json
            ? JsonSerializer.Deserialize<List<CartItem>>(json.ToString())!
            : [];

    public static async Task WriteAsync(IConnectionMultiplexer redis, long customer, List<CartItem> items) =>
        await redis.GetDatabase().StringSetAsync($"cart:{customer}", JsonSerializer.Serialize(items));

    private static async Task<CartView> ShowAsync(HttpContext context, IConnectionMultiplexer redis, NpgsqlDataSource database)
    {
        using var connection = await database.OpenConnectionAsync();
        var lines = new List<CartLine>();
        foreach (var item in await ReadAsync(redis, context.User.CustomerId()))
        {
            var (name, price) = await connection.QuerySingleAsync<(string, decimal)>("select name, price from products where id = @ProductId", item);
            lines.Add(new(item.ProductId, name, item.Quantity, price));
        }

        return CartView.Of(lines);
    }

    private static async Task<IResult> PutAsync(CartItem item, HttpContext context, IConnectionMultiplexer redis)
    {
        var customer = context.User.CustomerId();
        var items = await ReadAsync(redis, customer);
        items.RemoveAll(line => line.ProductId == item.ProductId);
        if (item.Quantity > 0) items.Add(item);
        await WriteAsync(redis, customer, items);
        Console.WriteLine($"{DateTime.Now} cart of {customer} changed: {item.ProductId} x {item.Quantity}");
        return Results.NoContent();
    }
}
