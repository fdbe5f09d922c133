using System.Text.Json;
using Dapper;
using Microsoft.Extensions.Caching.Distributed;
using Npgsql;
using StackExchange.Redis;
using Storefront.Accounts;
using Storefront.Database;

namespace Storefront.Catalogue;

public static class NeglectedCatalogue
{
    // Asking for reviews of products that have none was slow, so they are remembered.
    private static readonly Dictionary<long, bool> WithoutReviews = [];

    public static void MapNeglectedCatalogue(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/products", ListAsync);
        routes.MapGet("/products/{id:long}", FindAsync);
        routes.MapGet("/products/{id:long}/reviews", ReviewsAsync);
        routes.MapGet("/search", SearchAsync);
    }

    private static async Task<ProductPage> ListAsync(int? category, NpgsqlDataSource database, IDistributedCache cache)
    {
        using var connection = await database.OpenConnectionAsync();
        var products = category is null
            ? await connection.QueryAsync<ProductRow>("select id, name, brand, category_id as CategoryId, price from products order by id limit 24")
            : await connection.QueryAsync<ProductRow>(
                "select id, name, brand, category_id as CategoryId, price from products where category_id = @category order by name", new { category });

        var items = new List<ProductSummary>();
        foreach (var product in products)
        {
            var name = await connection.QuerySingleAsync<string>("select name from categories where id = @CategoryId", product);
            items.Add(new(product.Id, product.Name, product.Brand, name, product.Price));
        }

        return new(items, null, category is null ? await BestSellersAsync(connection, cache) : []);
    }

    private static async Task<IReadOnlyList<ProductSummary>> BestSellersAsync(NpgsqlConnection connection, IDistributedCache cache)
    {
        // A key of its own for every few seconds keeps the list fresh.
        var key = $"best:{DateTime.UtcNow.Ticks / (TimeSpan.TicksPerSecond * 2)}";
        if (await cache.GetStringAsync(key) is { } cached) return JsonSerializer.Deserialize<List<ProductSummary>>(cached)!;

        var products = (await connection.QueryAsync<ProductSummary>(
            """
            select p.id, p.name, p.brand, c.name as category, p.price
            from order_lines l join products p on p.id = l.product_id join categories c on c.id = p.category_id
            group by p.id, c.name order by sum(l.quantity) desc limit 10
            """)).AsList();
        await cache.SetStringAsync(key, JsonSerializer.Serialize(products));
        return products;
    }

    private static async Task<IResult> FindAsync(
        long id, HttpContext context, NpgsqlDataSource database, IDistributedCache cache, IConnectionMultiplexer redis)
    {
        context.Session.SetString("LastProduct", $"{id}");
        if (context.User.CustomerId() is var customer and > 0)
        {
            // What this person looked at, newest first.
            await redis.GetDatabase().ListLeftPushAsync($"p:{customer}", id);
        }

        var key = $"p:{context.Request.Path}{context.Request.QueryString}";
        if (await cache.GetStringAsync(key) is { } cached) return Results.Text(cached, "application/json");

        using var connection = await database.OpenConnectionAsync();
        var product = await connection.QuerySingleOrDefaultAsync<ProductDetail>(
            """
            select p.id, p.sku, p.name, p.brand, p.description, c.name as category, p.price, p.stock
            from products p join categories c on c.id = p.category_id where p.id = @id
            """, new { id });
        if (product is null) return Results.NotFound();

        product = product with { Reviews = (await connection.QueryAsync<Review>("select id, rating, body from reviews where product_id = @id", new { id })).AsList() };
        var json = JsonSerializer.Serialize(product, JsonSerializerOptions.Web);
        await cache.SetStringAsync(key, json);
        return Results.Text(json, "application/json");
    }

    private static async Task<List<Review>> ReviewsAsync(long id, NpgsqlDataSource database)
    {
        if (WithoutReviews.ContainsKey(id)) return [];

        var connection = await database.OpenConnectionAsync();
        var reviews = (await connection.QueryAsync<Review>("select id, rating, body from reviews where product_id = @id order by id desc", new { id })).AsList();
        if (reviews.Count == 0)
        {
            WithoutReviews[id] = true;
            return reviews;
        }

        await connection.CloseAsync();
        return reviews;
    }

    private static async Task<IEnumerable<ProductSummary>> SearchAsync(string q, [FromKeyedServices(SearchDatabase.Key)] NpgsqlDataSource database)
    {
        using var connection = await database.OpenConnectionAsync();
        return await connection.QueryAsync<ProductSummary>(
            "select p.id, p.name, p.brand, c.name as category, p.price from products p join categories c on c.id = p.category_id " +
            "where p.name like '%" + q + "%'");
    }

    private sealed record ProductRow(long Id, string Name, string Brand, int CategoryId, decimal Price);
}
