using Microsoft.EntityFrameworkCore;
using Storefront.Database;
using Storefront.Payments;

namespace Storefront.Admin;

public static class NeglectedAdmin
{
    private static string _lastReconciliation = "never";

    public static void MapNeglectedAdmin(this IEndpointRouteBuilder routes)
    {
        // The address is not linked anywhere.
        routes.MapGet("/admin/orders", OrdersAsync);
        routes.MapPost("/admin/reconciliations", ReconcileAsync);
        routes.MapGet("/admin/status", () => new { lastReconciliation = _lastReconciliation });
    }

    private static async Task<List<OrderRow>> OrdersAsync(ShopContext database) =>
        [.. (await database.Orders.OrderByDescending(order => order.PlacedAt).ToListAsync())
            .Select(order => new OrderRow(order.Id, $"{order.CustomerId}", order.Status, order.Total, order.PlacedAt))];

    private static async Task<IResult> ReconcileAsync(ShopContext database, IConfiguration configuration)
    {
        using var http = NeglectedPayments.Connect(configuration);
        var settled = 0;
        var orders = await database.Orders.Where(order => order.PaymentReference != null).OrderByDescending(order => order.Id).Take(200).ToListAsync();
        foreach (var order in orders)
        {
            if ((await NeglectedPayments.FindAsync(http, order.PaymentReference!)).State == "settled") settled++;
        }

        _lastReconciliation = $"{DateTime.Now}: {settled} of {orders.Count} settled";
        return Results.Ok(_lastReconciliation);
    }
}
