using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Storefront.Accounts;
using Storefront.Cart;
using Storefront.Payments;

namespace Storefront.Checkout;

public static class HealthyCheckout
{
    public static void MapHealthyCheckout(this IEndpointRouteBuilder routes) => routes.MapPost("/checkout", PlaceAsync);

    private static async Task<Results<Ok<CheckoutResult>, Conflict<string>, ProblemHttpResult>> PlaceAsync(
        CheckoutRequest request, ClaimsPrincipal user, CartStore carts, OrderWriter orders, PaymentClient payments, ILogger<OrderWriter> logger, CancellationToken cancellation)
    {
        var customer = user.CustomerId();
        var items = await carts.ReadAsync(customer);
        if (items.Count == 0) return TypedResults.Conflict("The cart is empty.");

        var (order, total) = await orders.PlaceAsync(customer, items, cancellation);
        try
        {
            // No connection and no transaction is open while the provider thinks.
            var payment = await payments.AuthorizeAsync(order, total, cancellation);
            await orders.SettleAsync(order, customer, "paid", payment.Reference, CancellationToken.None);
        }
        catch (Exception exception) when (exception is HttpRequestException or Polly.ExecutionRejectedException)
        {
            logger.LogWarning(exception, "Order {OrderId} waits for its payment", order);
            return TypedResults.Problem("The payment provider cannot be reached; the order is kept.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        await carts.ClearAsync(customer);
        logger.LogInformation("Order {OrderId} placed by customer {CustomerId}, note {HasNote}", order, customer, request.Note is not null);
        return TypedResults.Ok(new CheckoutResult(order, "paid", total));
    }
}
