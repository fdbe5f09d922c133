using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>The rule that the metric checks share: somebody other than HealthKit collects the families, and they have series.</summary>
internal static class CollectedFamilies
{
    /// <summary>How long a collector has to come twice.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>A verdict against the families; null when all are collected and have series.</summary>
    public static Verdict? Objection(MetricsCollectionEvidence metrics, HttpEvidence? http, params IReadOnlyList<string> names)
    {
        var families = names.Select(name => (Name: name, Family: metrics.Families.FirstOrDefault(family => family.Name == name))).ToList();
        var missing = families.FindAll(static entry => entry.Family is not { IsCollected: true });
        if (missing.Count > 0)
        {
            var offenders = missing.ConvertAll(entry => new Offender(entry.Name, Words(entry.Family, metrics.ExporterRegistered)));
            var observed = $"{offenders[0].Subject} {offenders[0].Observed}.";
            var exported = metrics.ExporterRegistered || missing.TrueForAll(static entry => entry.Family is { Collections: > 0 });
            var tooEarly = exported && http?.Uptime < Window && missing.TrueForAll(static entry => entry.Family is not null);
            return tooEarly
                ? Verdict.TooFew(VerdictSource.Measured, observed, $"The service is up for {Units.Duration(http!.Uptime)}; a collector has {Units.Duration(Window)}.", 0)
                : Verdict.Fail(VerdictSource.Measured, observed, offenders, 0);
        }

        var clashes = names.Where(name => Clashes(metrics, name)).ToList();
        if (clashes.Count > 0)
        {
            return Verdict.Warn(
                VerdictSource.Inspected,
                $"Another instrument of the service is named {clashes[0]} too: of duplicate series a collector keeps one without a word.",
                clashes.ConvertAll(static clash => new Offender(clash, "named twice (limit once)", $"Rename or drop the service's own instrument {clash}.")));
        }

        return families.Find(static entry => entry.Family!.Series == 0) is { Name: not null } empty
            ? Verdict.TooFew(VerdictSource.Measured, $"{empty.Name} is collected, but has no series yet.", $"Send requests that {empty.Name} counts.", 0)
            : null;
    }

    /// <summary>True when the host has an instrument of that name too.</summary>
    public static bool Clashes(MetricsCollectionEvidence metrics, string family) =>
        metrics.NameClashes.Any(clash => clash == family || clash.StartsWith(family + " ", StringComparison.Ordinal));

    /// <summary>How often they were collected, in words.</summary>
    public static string Words(MetricsCollectionEvidence metrics, params IReadOnlyList<string> names) => string.Join(", ", metrics.Families
        .Where(family => names.Contains(family.Name))
        .Select(static family => $"{family.Name} ({Units.Count(family.Series, "series", "series")}, {Units.Count(family.Collections, "collection")} over {Units.Duration(family.CollectionSpan)})"));

    private static string Words(MetricFamily? family, bool exporter) => (family, exporter) switch
    {
        (null, _) => "does not exist",
        ({ Collections: 0 }, false) => "exists, but no exporter is registered",
        ({ Collections: 0 }, _) => "has an exporter, but nobody collected it in the last five minutes (limit 2 collections, 5 s apart)",
        ({ } seen, _) => $"was collected {Units.Count(seen.Collections, "time")} over {Units.Duration(seen.CollectionSpan)} (limit 2 collections, 5 s apart)",
    };
}
