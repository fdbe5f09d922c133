using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Storefront.Accounts;
using Storefront.Payments;

namespace Storefront.Orders;

public static class HealthyOrders
{
    private const int LargestPage = 50;

    public static void MapHealthyOrders(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/orders", ListAsync);
        routes.MapGet("/orders/{id:long}", FindAsync);
    }

    private static async Task<Ok<Page<OrderSummary>>> ListAsync(
        ClaimsPrincipal user, OrderReader orders, [Range(0, long.MaxValue)] long? before, [Range(1, 1000)] int? size, CancellationToken cancellation) =>
        TypedResults.Ok(await orders.ListAsync(user.CustomerId(), before ?? long.MaxValue, Math.Clamp(size ?? 20, 1, LargestPage), cancellation));

    private static async Task<Results<Ok<OrderDetail>, NotFound>> FindAsync(
        long id, ClaimsPrincipal user, OrderReader orders, IAuthorizationService authorization, PaymentClient payments, CancellationToken cancellation)
    {
        if (await orders.FindAsync(id, user.CustomerId(), user.IsInRole(Accounts.PrincipalExtensions.AdminRole), cancellation) is not { } order) return TypedResults.NotFound();
        // Someone else's order looks like one that does not exist.
        if (!(await authorization.AuthorizeAsync(user, order, new OrderOwner())).Succeeded) return TypedResults.NotFound();

        // The connection is back in its pool before the provider is asked.
        return order is { Status: "paid", PaymentReference: { } reference }
            ? TypedResults.Ok(order with { PaymentState = await StateAsync(payments, reference, cancellation) })
            : TypedResults.Ok(order);
    }

    private static async Task<string> StateAsync(PaymentClient payments, string reference, CancellationToken cancellation)
    {
        try
        {
            return (await payments.FindAsync(reference, cancellation)).State;
        }
        catch (Exception exception) when (exception is HttpRequestException or Polly.ExecutionRejectedException)
        {
            // An order is worth showing while the provider is away.
            return "unknown";
        }
    }
}
