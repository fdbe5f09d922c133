namespace Storefront.Payments;

public sealed class ProviderOptions
{
    public int MinimumLatencyMilliseconds { get; set; } = 15;
    public int MaximumLatencyMilliseconds { get; set; } = 38;
    public int SettlementMilliseconds { get; set; } = 900;

    /// <summary>Share of calls answered with 503, as any provider has on a normal day (0 to 1).</summary>
    public double FailureRatio { get; set; } = 0.005;
}
