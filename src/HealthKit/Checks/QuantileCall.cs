namespace HealthKit.Checks;

/// <summary>What a sample says about a claim on a quantile.</summary>
internal enum QuantileCall
{
    /// <summary>Too few samples to say either.</summary>
    Undecided,

    /// <summary>The quantile is within the limit, at 95 % confidence.</summary>
    Holds,

    /// <summary>The quantile is over the limit, at 95 % confidence.</summary>
    Broken,
}
