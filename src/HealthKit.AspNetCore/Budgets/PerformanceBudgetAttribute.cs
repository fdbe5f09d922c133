namespace HealthKit;

/// <summary>Promises a p99 for an endpoint, an action or all actions of a controller.</summary>
/// <param name="p99Milliseconds">The p99 promised, in milliseconds: 1 to 600,000.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class PerformanceBudgetAttribute(double p99Milliseconds) : Attribute
{
    private const double Longest = 600_000;

    /// <summary>The p99 promised, in milliseconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not within 1 to 600,000 ms.</exception>
    public double P99Milliseconds { get; } = p99Milliseconds is >= 1 and <= Longest
        ? p99Milliseconds
        : throw new ArgumentOutOfRangeException(nameof(p99Milliseconds), p99Milliseconds, "A performance budget is within 1 and 600,000 ms.");
}
