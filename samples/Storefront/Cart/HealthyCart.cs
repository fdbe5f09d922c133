using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Storefront.Accounts;
using Storefront.Catalogue;

namespace Storefront.Cart;

public static class HealthyCart
{
    public static void MapHealthyCart(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/cart", ShowAsync);
        routes.MapPut("/cart/items", PutAsync);
    }

    private static async Task<Ok<CartView>> ShowAsync(ClaimsPrincipal user, CartStore carts, ProductReader products, CancellationToken cancellation)
    {
        var lines = new List<CartLine>();
        foreach (var (id, quantity) in await carts.ReadAsync(user.CustomerId()))
        {
            if (await products.FindAsync(id, cancellation) is { } product) lines.Add(new(id, product.Name, quantity, product.Price));
        }

        return TypedResults.Ok(CartView.Of(lines));
    }

    private static async Task<Results<NoContent, NotFound, Conflict<string>>> PutAsync(
        CartItem item, ClaimsPrincipal user, CartStore carts, ProductReader products, ILogger<CartStore> logger, CancellationToken cancellation)
    {
        if (await products.FindAsync(item.ProductId, cancellation) is null) return TypedResults.NotFound();
        if (!await carts.SetAsync(user.CustomerId(), item.ProductId, item.Quantity))
        {
            return TypedResults.Conflict($"A cart holds {CartStore.LargestCart} products.");
        }

        logger.LogInformation("Cart of customer {CustomerId} now holds {Quantity} of product {ProductId}", user.CustomerId(), item.Quantity, item.ProductId);
        return TypedResults.NoContent();
    }
}
