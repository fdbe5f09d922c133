using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check KeyExpiry = new()
    {
        Id = "3.2",
        Section = Section.Caching,
        Title = "Every cache key expires",
        Threshold = "100 % have explicit TTL",
        Severity = Severity.High,
        Remedy = """
            Set AbsoluteExpirationRelativeToNow where the prefix named above is stored, and give the keys that are there an end (NX, from Redis 7 on, spares those that expire already):
                redis-cli --scan --pattern 'prefix*' | xargs -I{} redis-cli EXPIRE {} 3600 NX
            """,
        Limit = new CheckLimit { Default = 1, Unit = LimitUnit.Ratio, Minimum = 0.5, Maximum = 1, LowerIsStricter = false, Warn = 0.95, MinimumSamples = 100 },
        AppliesTo = Absences.Cache,
        Clears = ["3.3"],
        Judge = Judge.From<CacheEvidence, CacheServerEvidence, InventoryEvidence>(static (caches, servers, inventory, limits) =>
        {
            var stored = StoredExpiry.Of(caches, servers);
            var read = (servers?.Servers ?? []).Where(static server => server.Unreadable is null || server.HasSample()).Select(static server => new ServerKeyExpiry(server)).ToList();
            var looked = read.Sum(static server => server.Keys) + stored.WithExpiry + stored.WithoutExpiry;
            var lowest = read.Where(server => !(server.Guaranteed >= limits.Limit)).Select(static server => server.Refuted).Append(stored.Refuted).Min();
            if (lowest < limits.Limit)
            {
                IReadOnlyList<Offender> offenders =
                [
                    .. read.SelectMany(static server => server.Offenders.Select(prefix => new Offender($"{prefix.Prefix} on {server.Server.Name}", $"{prefix.WithoutExpiry} of {Units.Count(prefix.Keys, "sampled key")} never expire (limit 0)"))),
                    .. stored.Offenders.Select(static subject => new Offender(subject.Name, $"{subject.Prefix.SetsWithoutExpiry} of {Units.Count(subject.Prefix.SetsWithoutExpiry + subject.Prefix.SetsWithExpiry, "value")} stored without expiry (limit 0)")),
                ];
                var observed = $"{Units.Percent(lowest.Value)} of cache keys expire (limit {Units.Percent(limits.Limit)}); worst is {offenders[0].Subject}: {offenders[0].Observed}.";
                return lowest < limits.Warn
                    ? Verdict.Fail(VerdictSource.Inspected, observed, offenders, looked)
                    : Verdict.Warn(VerdictSource.Inspected, observed, offenders, looked);
            }

            if ((caches.Unseen() ?? CacheTraffic.UnseenServer(servers, inventory, static server => server.HasSample() ? null : server.Unreadable)) is { } unseen)
            {
                return Verdict.Blind(unseen);
            }

            if (read.Find(server => !(server.Guaranteed >= limits.Limit)) is { } open)
            {
                return open.Unreadable is { } why ? Verdict.Blind($"{open.Server.Name}: {why}")
                    : open.Server.Keys is null ? Verdict.Blind($"{open.Server.Name} does not say how many keys it holds, so that a sample in which every key expires does not speak for the others.")
                    : open.Guaranteed is null ? Verdict.TooFew(VerdictSource.Inspected, $"{open.Server.Name} holds {Units.Count(open.Server.Keys ?? 0, "key")}.", "Let the service fill its cache.", looked)
                    : Verdict.TooFew(VerdictSource.Inspected, $"{Units.Count(open.Unexplained, "key")} on {open.Server.Name} never expire, and none of them is in the sample of {Units.Count(open.Server.SampledKeys, "key")}.", "Enlarge the key sample until it names them, or declare the prefixes that are no cache.", looked);
            }

            if (stored.Ambiguous.Count > 0)
            {
                var subject = stored.Ambiguous[0];
                return Verdict.TooFew(VerdictSource.Measured, $"{Units.Count(subject.Prefix.SetsWithoutExpiry, "value")} under {subject.Name} were stored without expiry and never filled after a miss: a store, or a cache filled in advance.", $"Give them an expiry, or exempt the prefix {subject.Prefix.Prefix} if it is no cache.", looked);
            }

            var others = read.FindAll(static server => server.HoldsOtherKeys);
            // Few keys are enough where they are all that there are.
            var isComplete = looked > 0 && read.Count > 0 && read.TrueForAll(static server => server.Server is { SampleIsComplete: true, SampleUnreadable: null, ExpiriesUnreadable: null });
            return looked < limits.MinimumSamples && !isComplete
                ? Verdict.TooFew(VerdictSource.Inspected, looked == 0 ? "No cache key was seen yet." : $"{Units.Count(looked, "cache key")} seen, all with an expiry.", $"{Units.Count(limits.MinimumSamples - looked, "more key")} needed.", looked)
                : Verdict.Pass(VerdictSource.Inspected, $"Every cache key seen expires: {Units.Count(read.Sum(static server => server.Keys), "key")} on {Units.Count(read.Count, "server")}, {Units.Count(stored.WithExpiry, "value")} stored by the service.{(others.Count == 0 ? "" : $" Not read as cache: {string.Join(", ", others.Select(static server => server.OtherKeys))}.")}", looked);
        }),
    };
}
