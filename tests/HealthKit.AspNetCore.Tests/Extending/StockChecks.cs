using HealthKit.Checks;

namespace HealthKit.Extending;

internal static class StockChecks
{
    public static Check Stock { get; } = new()
    {
        Id = "shop.stock",
        Title = "No product has a negative stock",
        Threshold = "0 products",
        Severity = Severity.Medium,
        Remedy = "Run the stock correction: shopctl stock correct.",
        Judge = Judge.From<StockEvidence>(static (stock, _) => stock.NegativeProducts == 0
            ? Verdict.Pass(VerdictSource.Inspected, "No product has a negative stock.")
            : Verdict.Fail(VerdictSource.Inspected, $"{stock.NegativeProducts} products have a negative stock (limit 0).")),
    };
}
