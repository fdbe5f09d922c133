using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Extending;

internal static class OrderChecks
{
    public static Check Failures { get; } = new()
    {
        Id = "shop.order-failures",
        Title = "Fewer than 1 % of orders fail",
        Threshold = "< 1 %",
        Severity = Severity.High,
        Remedy = "Look up the failed orders of the last hour in the log, by the route POST /orders.",
        Docs = "https://wiki.shop.example/order-failures",
        Limit = new CheckLimit { Default = 0.01, Unit = LimitUnit.Ratio, Minimum = 0.001, Maximum = 0.2, MinimumSamples = 100 },
        Judge = Judge.From<HttpEvidence>(static (http, limits) =>
        {
            var orders = http.Routes.FirstOrDefault(static route => route.Name == "POST /orders");
            if (orders is null || orders.Requests < limits.MinimumSamples)
            {
                return Verdict.TooFew(VerdictSource.Measured, $"{orders?.Requests ?? 0} orders.", $"{limits.MinimumSamples} are needed.", orders?.Requests ?? 0);
            }

            var share = (double)orders.ServerErrors / orders.Requests;
            var observed = FormattableString.Invariant($"{share:P1} of {orders.Requests} orders failed (limit {limits.Limit:P1}).");
            return share < limits.Limit
                ? Verdict.Pass(VerdictSource.Measured, observed, orders.Requests)
                : Verdict.Fail(VerdictSource.Measured, observed, [new Offender(orders.Name, $"{orders.ServerErrors} failed")], orders.Requests);
        }),
    };
}
