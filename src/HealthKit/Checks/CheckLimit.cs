namespace HealthKit.Checks;

/// <summary>A check's limit: the one figure of a check that a host may override.</summary>
public sealed record CheckLimit
{
    /// <summary>The checklist's own value, in <see cref="Unit"/>.</summary>
    public required double Default { get; init; }

    /// <summary>The unit of every figure here.</summary>
    public required LimitUnit Unit { get; init; }

    /// <summary>The smallest value an override may take.</summary>
    public required double Minimum { get; init; }

    /// <summary>The largest value an override may take.</summary>
    public required double Maximum { get; init; }

    /// <summary>True when a smaller figure asks more of the service.</summary>
    public bool LowerIsStricter { get; init; } = true;

    /// <summary>Where a warning ends and a failure begins, at the default limit; scales with an override. Null where there is no band.</summary>
    public double? Warn { get; init; }

    /// <summary>How many samples a verdict needs; 0 where it needs none.</summary>
    public long MinimumSamples { get; init; }

    internal bool IsLooser(double value) => LowerIsStricter ? value > Default : value < Default;
}
