using Dapper;
using Microsoft.Extensions.Caching.Hybrid;
using Npgsql;

namespace Storefront.Catalogue;

/// <summary>
/// The catalogue behind a cache of two levels. A product that does not exist is cached as null, and one caller fills a key for all.
/// </summary>
public sealed class ProductReader(NpgsqlDataSource database, HybridCache cache)
{
    private static readonly HybridCacheEntryOptions Product = new() { Expiration = TimeSpan.FromMinutes(10), LocalCacheExpiration = TimeSpan.FromMinutes(1) };
    private static readonly HybridCacheEntryOptions List = new() { Expiration = TimeSpan.FromMinutes(5), LocalCacheExpiration = TimeSpan.FromMinutes(1) };

    public async Task<ProductDetail?> FindAsync(long id, CancellationToken cancellation) =>
        await cache.GetOrCreateAsync($"product:{id}", (database, id), static async (state, cancellation) =>
        {
            await using var connection = await state.database.OpenConnectionAsync(cancellation);
            await using var rows = await connection.QueryMultipleAsync(new CommandDefinition(
                """
                select p.id, p.sku, p.name, p.brand, p.description, c.name as category, p.price, p.stock
                from products p join categories c on c.id = p.category_id where p.id = @id;
                select id, rating, body from reviews where product_id = @id order by id desc limit 5
                """, new { state.id }, cancellationToken: cancellation));
            var product = await rows.ReadSingleOrDefaultAsync<ProductDetail>();
            return product is null ? null : product with { Reviews = (await rows.ReadAsync<Review>()).AsList() };
        }, Product, cancellationToken: cancellation);

    public async Task<ProductPage> ListAsync(int? category, long after, int size, CancellationToken cancellation)
    {
        var page = await cache.GetOrCreateAsync($"products:{category}:{after}:{size}", (database, category, after, size), static (state, cancellation) =>
            new ValueTask<Page<ProductSummary>>(PageAsync(
                state.database,
                state.category is null
                    ? """
                      select p.id, p.name, p.brand, c.name as category, p.price from products p join categories c on c.id = p.category_id
                      where p.id > @after order by p.id limit @limit
                      """
                    : """
                      select p.id, p.name, p.brand, c.name as category, p.price from products p join categories c on c.id = p.category_id
                      where p.category_id = @category and p.id > @after order by p.id limit @limit
                      """,
                new { state.category, state.after, limit = state.size + 1 }, state.size, cancellation)), List, cancellationToken: cancellation);

        return new(page.Items, page.Next, category is null ? await BestSellersAsync(cancellation) : []);
    }

    public async Task<Page<ProductSummary>> SearchAsync(string text, long after, int size, CancellationToken cancellation) =>
        await cache.GetOrCreateAsync($"search:{text}:{after}:{size}", (database, text, after, size), static (state, cancellation) =>
            new ValueTask<Page<ProductSummary>>(PageAsync(
                state.database,
                """
                select p.id, p.name, p.brand, c.name as category, p.price from products p join categories c on c.id = p.category_id
                where p.search @@ plainto_tsquery('simple', @text) and p.id > @after order by p.id limit @limit
                """,
                new { state.text, state.after, limit = state.size + 1 }, state.size, cancellation)), List, cancellationToken: cancellation);

    public async Task<Page<Review>> ReviewsAsync(long product, long before, int size, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var rows = await connection.QueryAsync<Review>(new CommandDefinition(
            "select id, rating, body from reviews where product_id = @product and id < @before order by id desc limit @limit",
            new { product, before, limit = size + 1 }, cancellationToken: cancellation));
        return rows.AsList().ToPage(size, static review => review.Id);
    }

    private async Task<IReadOnlyList<ProductSummary>> BestSellersAsync(CancellationToken cancellation) =>
        await cache.GetOrCreateAsync("best-sellers", database, static async (database, cancellation) =>
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            var rows = await connection.QueryAsync<ProductSummary>(new CommandDefinition(
                """
                select p.id, p.name, p.brand, c.name as category, p.price from products p join categories c on c.id = p.category_id
                order by p.units_sold desc, p.id limit 10
                """, cancellationToken: cancellation));
            return rows.AsList();
        }, List, cancellationToken: cancellation);

    private static async Task<Page<ProductSummary>> PageAsync(
        NpgsqlDataSource database, string sql, object parameters, int size, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var rows = await connection.QueryAsync<ProductSummary>(new CommandDefinition(sql, parameters, cancellationToken: cancellation));
        return rows.AsList().ToPage(size, static product => product.Id);
    }
}
