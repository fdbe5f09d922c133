using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Extending;

/// <summary>What docs/extending.md shows of a Program.cs.</summary>
internal static class ExtendedHost
{
    public static void AddChecks(HealthAuditBuilder audit) =>
        audit
            .AddCheck(OrderChecks.Failures)
            .AddEvidenceSource<StockSource>()
            .AddCheck(StockChecks.Stock);

    public static (JobCounter Jobs, FeatureFlagCounter Flags) AddCounters(IServiceCollection services)
    {
        var audit = services.AddHealthAudit();
        var mails = audit.AddJobQueue("mails");
        var flags = audit.AddFeatureFlags("shop flags");
        return (mails, flags);
    }

    public static void Count(JobCounter mails, FeatureFlagCounter flags)
    {
        mails.Ran();
        flags.Evaluated();
    }

    public static void MapSearch(WebApplication app)
    {
        app.MapPost("/search", () => Results.Ok()).WithMetadata(new ReadOperationAttribute());
    }
}
