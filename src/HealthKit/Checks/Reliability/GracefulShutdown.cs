using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    // An older stop was another service's: its code and its settings have changed since.
    private static readonly TimeSpan TimeAStopTells = TimeSpan.FromDays(30);

    public static readonly Check GracefulShutdown = new()
    {
        Id = "7.4",
        Section = Section.Reliability,
        Title = "A stop lets the requests in flight finish",
        Threshold = "SIGTERM handled, in-flight requests complete",
        Severity = Severity.High,
        Remedy = """
            Give requests under way time to end:
                builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
            and the pod a little more than that:
                terminationGracePeriodSeconds: 45
            """,
        Attestable = true,
        Clears = ["7.6"],
        Judge = Judge.From<ShutdownEvidence, HttpEvidence>(static (shutdown, http, _) =>
        {
            var stops = shutdown.Stops.Where(stop => shutdown.ObservedAt - stop.RequestedAt <= TimeAStopTells).ToList();
            var last = stops.MaxBy(static stop => stop.RequestedAt);
            var busy = stops.Where(static stop => stop.InFlight > 0).MaxBy(static stop => stop.RequestedAt);
            var slow = shutdown.ShutdownTimeout < TimeSpan.Zero ? null : (http?.Routes ?? [])
                .Where(static route => route.Kind is RouteKind.Read or RouteKind.Write)
                .Select(RouteSample.Of)
                .Where(sample => sample.Call(shutdown.ShutdownTimeout) is QuantileCall.Broken)
                .MaxBy(static sample => sample.P99);
            if (busy is { Dropped: > 0 })
            {
                return Verdict.Fail(VerdictSource.Measured, $"{Words(busy)}: {busy.Dropped} dropped of {Units.Count(busy.InFlight, "request")} in flight (limit 0); a stop may take {Limit(shutdown)}.", [new Offender(Words(busy), $"{Units.Count(busy.Dropped, "request")} dropped (limit 0)")], busy.InFlight);
            }

            if ((last is { CompletedAt: null } ? last : busy is { CompletedAt: null } ? busy : null) is { } killed)
            {
                return Verdict.Warn(VerdictSource.Measured, $"{Words(killed)} ended by a kill; none of {Units.Count(killed.InFlight, "request")} in flight was dropped.", [new Offender(Words(killed), "killed before it had stopped")], killed.InFlight);
            }

            if (last is not null && slow is not null)
            {
                return Verdict.Warn(VerdictSource.Measured, $"The shutdown timeout of {Units.Duration(shutdown.ShutdownTimeout)} is shorter than the p99 of {slow.Route.Name}, {Units.Duration(slow.P99)}.", [new Offender(slow.Route.Name, slow.Describe(shutdown.ShutdownTimeout))], busy?.InFlight);
            }

            var fact = slow is null ? "" : $" The shutdown timeout of {Units.Duration(shutdown.ShutdownTimeout)} is shorter than the p99 of {slow.Route.Name}, {Units.Duration(slow.P99)}.";
            return shutdown.NotRecordedBecause is { } why ? Verdict.Blind($"{why}{fact}")
                : last is null ? Verdict.TooFew(VerdictSource.Measured, $"No stop of this service has been recorded {(shutdown.Stops.Count == 0 ? "yet" : $"in the last {Units.Duration(TimeAStopTells)}")}.{fact}", "Restart the service under load.", 0)
                : busy is null ? Verdict.TooFew(VerdictSource.Measured, $"{Words(last)} was clean, but had nothing in flight.", "Restart the service under load.", 0)
                : shutdown.ShutdownTimeout >= TimeSpan.Zero && busy.CompletedAt!.Value - busy.RequestedAt > shutdown.ShutdownTimeout ? Verdict.TooFew(VerdictSource.Measured, $"{Words(busy)} took {Units.Duration(busy.CompletedAt!.Value - busy.RequestedAt)}; a stop may now take only {Limit(shutdown)}.", "Restart the service under load.", busy.InFlight)
                : Verdict.Pass(VerdictSource.Measured, $"{Words(busy)}: all {Units.Count(busy.InFlight, "request")} in flight answered within {Units.Duration(busy.CompletedAt!.Value - busy.RequestedAt)} (limit {Limit(shutdown)}).", busy.InFlight);

            static string Limit(ShutdownEvidence shutdown) => shutdown.ShutdownTimeout < TimeSpan.Zero ? "any time" : Units.Duration(shutdown.ShutdownTimeout);

            static string Words(ServiceStop stop) => FormattableString.Invariant($"The stop of {stop.RequestedAt.UtcDateTime:yyyy-MM-dd HH:mm}Z{(stop.Version is null ? "" : $" (version {stop.Version})")}");
        }),
    };
}
