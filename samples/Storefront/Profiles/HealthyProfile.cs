using HealthKit;
using Storefront.Accounts;
using Storefront.Admin;
using Storefront.Cart;
using Storefront.Catalogue;
using Storefront.Checkout;
using Storefront.Orders;
using Storefront.Uploads;

namespace Storefront.Profiles;

/// <summary>The shop as a careful team runs it.</summary>
public sealed class HealthyProfile : IProfile
{
    private static readonly TimeSpan SlowestPage = TimeSpan.FromMilliseconds(500);

    public string Name => "healthy";

    public void AddServices(WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddHealthyHost();
        builder.AddHealthyData();
        builder.AddHealthyCaching();
        builder.AddHealthySecurity();
        builder.AddHealthyPayments();
        builder.AddHealthyTelemetry();

        builder.Services.AddSingleton<OrderReader>();
        builder.Services.AddSingleton<OrderWriter>();
        builder.Services.AddSingleton<WaitingJobs>();
        builder.Services.AddHostedService<ReconciliationWorker>();
        // The worker tells the audit of each job that it ran.
        builder.Services.AddHealthAudit().AddJobQueue(nameof(ReconciliationWorker));
    }

    public void UseMiddleware(WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseSecurityHeaders();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseCors();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
    }

    public void MapEndpoints(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapGet("/", static () => new Capabilities("storefront", "presigned")).AllowAnonymous();
        var shop = app.MapGroup("").WithPerformanceBudget(SlowestPage);
        shop.MapHealthyCatalogue();
        shop.MapHealthyCart();
        shop.MapHealthyOrders();
        shop.MapHealthyCheckout();
        shop.MapHealthyAccounts();
        shop.MapHealthyUploads();
        shop.MapHealthyAdmin();
    }
}
