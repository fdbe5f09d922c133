namespace HealthKit.Checks;

/// <summary>The figures a judge decides by: the limit in force, its warning bound, and the moment of the audit.</summary>
public readonly record struct Limits
{
    /// <summary>The limit in force, in the check's unit; 0 for a check without a limit.</summary>
    public double Limit { get; init; }

    /// <summary>Where a warning ends, in the check's unit; equal to <see cref="Limit"/> where there is no band.</summary>
    public double Warn { get; init; }

    /// <summary>How many samples a verdict needs.</summary>
    public long MinimumSamples { get; init; }

    /// <summary>The moment of the audit: the only time a judge knows.</summary>
    public DateTimeOffset AsOf { get; init; }

    internal static Limits Of(CheckLimit? limit, double? overridden, DateTimeOffset asOf)
    {
        if (limit is null)
        {
            return new Limits { AsOf = asOf };
        }

        var value = overridden ?? limit.Default;
        var warn = limit.Warn is { } w ? w * value / limit.Default : value;
        return new Limits { Limit = value, Warn = warn, MinimumSamples = limit.MinimumSamples, AsOf = asOf };
    }
}
