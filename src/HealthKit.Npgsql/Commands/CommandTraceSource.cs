using HealthKit.Evidence;
using HealthKit.Sources;

namespace HealthKit.Npgsql.Commands;

/// <summary>States whether somebody else traces the commands. HealthKit listens itself, so that a twin of the source would answer for HealthKit.</summary>
internal sealed class CommandTraceSource(DatabaseSignals signals, TimeProvider time) : MemorySource<TracingEvidence>("postgresql.tracing", time)
{
    protected override TracingEvidence Read(DateTimeOffset now)
    {
        var (watched, recorded) = CommandSampler.ForeignTraces;
        return new TracingEvidence
        {
            ObservedAt = now,
            MaxAge = Fresh,
            Boundaries =
            [
                new TracedBoundary
                {
                    Name = "PostgreSQL",
                    Crossings = signals.Routes.Sum(static route => route.Commands) + signals.BackgroundCommands,
                    ActivitySource = NpgsqlInstruments.ActivitySource,
                    Watched = watched,
                    Recorded = recorded,
                },
            ],
        };
    }
}
