using HealthKit.Evidence;
using HealthKit.Requests;
using HealthKit.Sources;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HealthKit.Budgets;

/// <summary>States the performance budgets that endpoints and the budget file promise.</summary>
internal sealed class BudgetSource(EndpointInventory inventory, IOptions<HealthAuditOptions> options, TimeProvider time, IHostEnvironment? environment = null)
    : MemorySource<PerformanceBudgetEvidence>("performance.budgets", time)
{
    // An endpoint without methods answers all of them.
    private static readonly string[] UsualMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

    // The validator has read it once and refused the start over an error.
    private readonly IReadOnlyDictionary<string, TimeSpan> _file = options.Value.PerformanceBudgetFile is { Length: > 0 } path
        ? BudgetFile.Read(BudgetFile.Locate(path, environment)).Budgets
        : new Dictionary<string, TimeSpan>();

    protected override PerformanceBudgetEvidence Read(DateTimeOffset now) => new()
    {
        ObservedAt = now,
        MaxAge = Fresh,
        Budgets =
        [
            .. Declared().Concat(_file.Select(static pair => new PerformanceBudget(pair.Key, pair.Value)))
                .GroupBy(static budget => budget.Route, StringComparer.OrdinalIgnoreCase)
                .Select(static group => group.MinBy(static budget => budget.P99)!)
                .OrderBy(static budget => budget.Route, StringComparer.Ordinal),
        ],
    };

    private IEnumerable<PerformanceBudget> Declared() =>
        from endpoint in inventory.Endpoints
        let budget = endpoint.Metadata.GetMetadata<PerformanceBudgetAttribute>()
        where budget is not null
        let template = RouteTemplates.Of(endpoint)
        where template is not null
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? UsualMethods
        select new PerformanceBudget($"{method} {template}", TimeSpan.FromMilliseconds(budget.P99Milliseconds));
}
