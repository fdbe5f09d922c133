using System.Globalization;
using HealthKit.Benchmarks.Comparisons;

namespace HealthKit.Benchmarks.Workers;

/// <summary>
/// Runs a comparison in rounds: all variants are alive at once, each in its process, and every round measures each of them within a second, so that
/// a machine that changes its speed changes it for all. Added costs are paired within a round.
/// </summary>
internal static class PairedRun
{
    private const int TurnsPerRound = 3;

    public static async Task<int> RunAsync(Comparison comparison, PairedOptions options)
    {
        var kept = true;
        foreach (var part in comparison.Parts)
        {
            var measured = new Measurements(comparison.Baseline.Name);
            for (var launch = 1; launch <= options.Launches; launch++)
            {
                Console.Error.WriteLine($"{comparison.Name}, {part}: launch {launch} of {options.Launches}");
                await LaunchAsync(comparison, part, options.Rounds, measured);
            }

            Console.WriteLine();
            Console.WriteLine(Table(comparison, part, measured));
            kept &= Report(comparison, measured);
        }

        return kept ? 0 : 1;
    }

    private static async Task LaunchAsync(Comparison comparison, string part, int rounds, Measurements measured)
    {
        var workers = new Dictionary<string, WorkerProcess>();
        try
        {
            foreach (var variant in comparison.Variants)
            {
                workers[variant.Name] = await WorkerProcess.StartAsync(comparison.Name, part, variant.Name);
            }

            for (var round = 0; round < rounds; round++)
            {
                measured.AddRound(await RoundAsync(workers));
            }

            foreach (var (variant, worker) in workers)
            {
                await worker.VerifyAsync();
                if (await worker.RealBytesAsync() is { } bytes)
                {
                    measured.AddRealBytes(variant, bytes);
                }
            }
        }
        finally
        {
            foreach (var worker in workers.Values)
            {
                worker.Dispose();
            }
        }
    }

    private static async Task<IReadOnlyDictionary<string, (double Nanoseconds, double Bytes)>> RoundAsync(Dictionary<string, WorkerProcess> workers)
    {
        var round = new Dictionary<string, (double Nanoseconds, double Bytes)>();
        KeyValuePair<string, WorkerProcess>[] order = [.. workers];
        for (var turn = 0; turn < TurnsPerRound; turn++)
        {
            Random.Shared.Shuffle(order);
            foreach (var (variant, worker) in order)
            {
                var measured = await worker.MeasureAsync();
                round[variant] = round.TryGetValue(variant, out var best)
                    ? (Math.Min(best.Nanoseconds, measured.Nanoseconds), Math.Min(best.Bytes, measured.Bytes))
                    : measured;
            }
        }

        return round;
    }

    private static TextTable Table(Comparison comparison, string part, Measurements measured)
    {
        var table = new TextTable($"{comparison.Name}, {part}", "added ns [quartiles]", "added B", "added B, real");
        table.Add($"{comparison.Baseline.Name} (absolute)", measured.Baseline.ToString("0"), "", "");
        foreach (var variant in comparison.Variants.Skip(1))
        {
            table.Add(
                variant.Name,
                measured.Added(variant.Name).ToString("0"),
                measured.AddedBytes(variant.Name).ToString("0", CultureInfo.InvariantCulture),
                measured.AddedRealBytes(variant.Name)?.ToString("0", CultureInfo.InvariantCulture) ?? "");
        }

        return table;
    }

    private static bool Report(Comparison comparison, Measurements measured)
    {
        var kept = true;
        foreach (var promise in comparison.Promises)
        {
            var ratio = measured.Ratio(promise.Variant, promise.Peer);
            var holds = ratio.Median <= promise.MostRatio;
            kept &= holds;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(holds ? "kept  " : "BROKEN")} {promise.Variant} / {promise.Peer}: {ratio.ToString("0.00")} of its added time (limit {promise.MostRatio:0.0#})"));
        }

        return kept;
    }
}
