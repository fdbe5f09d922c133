using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Storefront.Accounts;
using Storefront.Database;

namespace Storefront.Admin;

public static class HealthyAdmin
{
    public const string Policy = "administrators";
    private const int LargestPage = 100;

    public static void MapHealthyAdmin(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/admin").RequireAuthorization(Policy);
        admin.MapGet("/orders", OrdersAsync);
        admin.MapPost("/reconciliations", StartAsync);
        admin.MapGet("/reconciliations/{id:guid}", ShowAsync);
    }

    private static async Task<Ok<Page<OrderRow>>> OrdersAsync(
        ShopContext database, [Range(0, long.MaxValue)] long? before, [Range(1, 1000)] int? size, CancellationToken cancellation)
    {
        var limit = Math.Clamp(size ?? 50, 1, LargestPage);
        var cursor = before ?? long.MaxValue;
        var rows = await database.Orders.IgnoreQueryFilters().Where(order => order.Id < cursor).OrderByDescending(order => order.Id).Take(limit + 1)
            .Select(order => new OrderRow(order.Id, order.Customer.Email, order.Status, order.Total, order.PlacedAt)).ToListAsync(cancellation);
        return TypedResults.Ok(rows.ToPage(limit, static row => row.Id));
    }

    private static async Task<Results<Accepted, StatusCodeHttpResult>> StartAsync(
        ShopContext database, WaitingJobs queue, ClaimsPrincipal user, TimeProvider clock, CancellationToken cancellation)
    {
        var job = new Job
        {
            Id = Guid.CreateVersion7(),
            Kind = "reconciliation",
            State = "waiting",
            RequestedBy = user.CustomerId(),
            RequestedAt = clock.GetUtcNow().UtcDateTime,
        };
        database.Jobs.Add(job);
        await database.SaveChangesAsync(cancellation);
        return queue.TryAdd(job.Id)
            ? TypedResults.Accepted($"/admin/reconciliations/{job.Id}")
            : TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Results<Ok<Job>, NotFound>> ShowAsync(Guid id, ShopContext database, CancellationToken cancellation) =>
        await database.Jobs.AsNoTracking().SingleOrDefaultAsync(job => job.Id == id, cancellation) is { } job
            ? TypedResults.Ok(job)
            : TypedResults.NotFound();
}
