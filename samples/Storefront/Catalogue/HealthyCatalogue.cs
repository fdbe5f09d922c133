using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.FeatureManagement;

namespace Storefront.Catalogue;

public static class HealthyCatalogue
{
    private const int LargestPage = 50;

    public static void MapHealthyCatalogue(this IEndpointRouteBuilder routes)
    {
        var catalogue = routes.MapGroup("").AllowAnonymous();
        catalogue.MapGet("/products", ListAsync);
        catalogue.MapGet("/products/{id:long}", FindAsync);
        catalogue.MapGet("/products/{id:long}/reviews", ReviewsAsync);
        catalogue.MapGet("/search", SearchAsync);
    }

    private static async Task<Ok<ProductPage>> ListAsync(
        ProductReader products, [Range(1, 100_000)] int? category, [Range(0, long.MaxValue)] long? after, [Range(1, 1000)] int? size, CancellationToken cancellation) =>
        TypedResults.Ok(await products.ListAsync(category, after ?? 0, Clamp(size), cancellation));

    private static async Task<Results<Ok<ProductDetail>, NotFound>> FindAsync(
        long id, ProductReader products, IFeatureManager features, CancellationToken cancellation)
    {
        if (await products.FindAsync(id, cancellation) is not { } product) return TypedResults.NotFound();

        return TypedResults.Ok(await features.IsEnabledAsync("ReviewsOnProductPage") ? product : product with { Reviews = [] });
    }

    private static async Task<Ok<Page<Review>>> ReviewsAsync(
        long id, ProductReader products, [Range(0, long.MaxValue)] long? before, [Range(1, 1000)] int? size, CancellationToken cancellation) =>
        TypedResults.Ok(await products.ReviewsAsync(id, before ?? long.MaxValue, Clamp(size), cancellation));

    private static async Task<Ok<Page<ProductSummary>>> SearchAsync(
        [StringLength(60, MinimumLength = 2)] string q, ProductReader products, [Range(0, long.MaxValue)] long? after, [Range(1, 1000)] int? size, CancellationToken cancellation) =>
        TypedResults.Ok(await products.SearchAsync(q.Trim().ToLowerInvariant(), after ?? 0, Clamp(size), cancellation));

    private static int Clamp(int? size) => Math.Clamp(size ?? 24, 1, LargestPage);
}
