namespace HealthKit.Benchmarks.Comparisons;

/// <summary>Ways of doing one thing that are measured against each other, each in a process of its own.</summary>
internal sealed record Comparison
{
    /// <summary>The command that runs it, one word.</summary>
    public required string Name { get; init; }

    /// <summary>What is compared, for the usage text.</summary>
    public required string Summary { get; init; }

    /// <summary>Circumstances under which every variant is measured, such as sync and async.</summary>
    public required IReadOnlyList<string> Parts { get; init; }

    /// <summary>The variants; the first is the baseline that all others are measured against.</summary>
    public required IReadOnlyList<Variant> Variants { get; init; }

    /// <summary>What the added costs must keep to.</summary>
    public IReadOnlyList<Promise> Promises { get; init; } = [];

    /// <summary>Operations of one slice: a millisecond's worth, so that some slices go by undisturbed.</summary>
    public int OperationsPerSlice { get; init; } = 2_000;

    /// <summary>Starts a variant in this process.</summary>
    public required Func<string, string, Task<IWorkload>> StartAsync { get; init; }

    /// <summary>The baseline.</summary>
    public Variant Baseline => Variants[0];
}
