using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private const double ReadHeavyShare = 0.7;
    private const double ReadHeavyPerSecond = 50;
    private const double StandbyShare = 0.05;
    private const long ReadsThatShow = 100;
    private const long StatementsThatShowShares = 1_000;
    private static readonly TimeSpan TimeThatShowsLoad = TimeSpan.FromHours(1);

    public static readonly Check ReadReplicas = new()
    {
        Id = "8.4",
        Section = Section.Scalability,
        Title = "Read-heavy queries are served by a replica",
        Threshold = "read/write split configured",
        Severity = Severity.Medium,
        Attestable = true,
        Remedy = """
            Send reads to the standby: name both in the connection string (Host=primary,standby), and open read-only work by the second of these data sources:
                var servers = new Npgsql.NpgsqlDataSourceBuilder(connectionString).BuildMultiHost();
                builder.Services.AddSingleton<Npgsql.NpgsqlDataSource>(servers.WithTargetSession(Npgsql.TargetSessionAttributes.Primary));
                builder.Services.AddKeyedSingleton<Npgsql.NpgsqlDataSource>("reads", servers.WithTargetSession(Npgsql.TargetSessionAttributes.PreferStandby));
            """,
        AppliesTo = Absences.Database,
        Judge = Judge.From<ReplicaEvidence>(static (replica, _) =>
        {
            var statements = replica.Reads + replica.ReadsBesideWrites + replica.Writes;
            var share = statements == 0 ? 0 : (double)replica.Reads / statements;
            var served = replica.Reads == 0 ? 0 : (double)replica.ReadsOnStandby / replica.Reads;
            var isHeavy = share >= ReadHeavyShare && replica.PeakReadsPerSecond >= ReadHeavyPerSecond;
            // That the service is not read-heavy must hold whatever becomes of the reads that stand beside writes.
            var mayBeHeavy = replica.Reads + replica.ReadsBesideWrites >= ReadHeavyShare * statements && Math.Max(replica.PeakReadsPerSecond, replica.PeakOfAllReadsPerSecond) >= ReadHeavyPerSecond;
            var observed = $"{Units.Percent(share)} of {Units.Count(statements, "statement")} are reads (limit {Units.Percent(ReadHeavyShare)}), {Units.Number(replica.PeakReadsPerSecond)} reads/s at the peak (limit {Units.Number(ReadHeavyPerSecond)}); {Units.Percent(served)} of them went to a standby.";
            return statements < StatementsThatShowShares ? Verdict.TooFew(VerdictSource.Measured, observed, $"{Units.Count(StatementsThatShowShares - statements, "more statement")} needed.", statements)
                : isHeavy && replica.ReadsOnStandby > 0 && served < StandbyShare ? Verdict.Warn(VerdictSource.Measured, observed, [new Offender("standby", $"serves {Units.Percent(served)} of the reads")], statements)
                : isHeavy && replica is { Standbys: > 0, ReadsOnStandby: 0 } ? Verdict.Fail(VerdictSource.Measured, observed, [new Offender("standby", $"{Units.Count(replica.Standbys.Value, "standby", "standbys")} replicate, and no read goes there")], statements)
                : Blindness.Of(replica.BlindSpots, observed) is { } blind ? blind
                : served >= StandbyShare && replica.Reads >= ReadsThatShow ? Verdict.Pass(VerdictSource.Measured, observed, statements)
                : isHeavy && replica.Standbys is null ? Verdict.Blind("Whether a standby exists cannot be read; name it in the connection string or attest it.", observed)
                : isHeavy ? Verdict.Warn(VerdictSource.Measured, observed, samples: statements).AsNotFound()
                : mayBeHeavy ? Verdict.Blind($"{Units.Count(replica.ReadsBesideWrites, "read")} stand in requests that also write; whether a standby could serve them is not known. Move the writes (last seen, counters) out of these requests, or attest the check.", observed)
                : replica.Uptime < TimeThatShowsLoad ? Verdict.TooFew(VerdictSource.Measured, observed, $"Whether reads are heavy shows after {Units.Duration(TimeThatShowsLoad)}; {Units.Duration(replica.Uptime)} so far.", statements)
                : Verdict.NotApplicable(VerdictSource.Measured, $"The service is not read-heavy: {observed}");
        }),
    };
}
