using HealthKit.Benchmarks.Comparisons;

namespace HealthKit.Benchmarks.Workers;

/// <summary>Everything measured of one part of a comparison.</summary>
internal sealed class Measurements(string baseline)
{
    private readonly List<IReadOnlyDictionary<string, (double Nanoseconds, double Bytes)>> _rounds = [];
    private readonly Dictionary<string, List<double>> _realBytes = [];

    public void AddRound(IReadOnlyDictionary<string, (double Nanoseconds, double Bytes)> round) => _rounds.Add(round);

    public void AddRealBytes(string variant, double bytes)
    {
        if (!_realBytes.TryGetValue(variant, out var seen))
        {
            _realBytes[variant] = seen = [];
        }

        seen.Add(bytes);
    }

    /// <summary>Nanoseconds of the baseline itself.</summary>
    public Spread Baseline => Spread.Of(_rounds.Select(round => round[baseline].Nanoseconds));

    /// <summary>Nanoseconds that the variant adds, paired by round.</summary>
    public Spread Added(string variant) => Spread.Of(_rounds.Select(round => Added(round, variant)));

    /// <summary>The variant's added time over the peer's, paired by round.</summary>
    public Spread Ratio(string variant, string peer) => Spread.Of(_rounds.Select(round => Added(round, variant) / Added(round, peer)));

    /// <summary>Bytes that the variant adds; the median, since a round may hold a stray allocation of the runtime.</summary>
    public double AddedBytes(string variant) => Spread.Of(_rounds.Select(round => round[variant].Bytes - round[baseline].Bytes)).Median;

    /// <summary>Bytes that the variant adds under real circumstances; null where they were not measured.</summary>
    public double? AddedRealBytes(string variant) =>
        _realBytes.TryGetValue(variant, out var bytes) && _realBytes.TryGetValue(baseline, out var bare) ? bytes.Min() - bare.Min() : null;

    private double Added(IReadOnlyDictionary<string, (double Nanoseconds, double Bytes)> round, string variant) =>
        round[variant].Nanoseconds - round[baseline].Nanoseconds;
}
