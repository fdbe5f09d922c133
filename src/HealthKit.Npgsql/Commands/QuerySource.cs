using HealthKit.Evidence;

namespace HealthKit.Npgsql.Commands;

/// <summary>States what was counted about commands.</summary>
internal sealed class QuerySource(DatabaseSignals signals, TimeProvider time) : IEvidenceSource
{
    /// <inheritdoc/>
    public string Name => "postgresql.queries";

    /// <inheritdoc/>
    public IReadOnlyList<Type> Kinds { get; } = [typeof(QueryEvidence)];

    /// <inheritdoc/>
    public TimeSpan Interval => TimeSpan.Zero;

    /// <inheritdoc/>
    public TimeSpan Timeout { get; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public ValueTask<EvidenceReading> ReadAsync(CancellationToken cancellationToken)
    {
        var halves = signals.Halves;
        var routes = signals.Routes.ToArray();

        // All that have a slot: one left out would be a statement that nobody measured, planned or reviewed, and no check would know of it.
        var statements = signals.Statements.All.Where(static statement => statement.Kind != SqlCommandKind.Definition)
            .Select(statement => statement.Read(halves)).Where(static statement => statement.Calls > 0)
            .OrderByDescending(static statement => statement.Calls).ToArray();
        return new(EvidenceReading.Of(new QueryEvidence
        {
            ObservedAt = time.GetUtcNow(),
            MaxAge = TimeSpan.FromMinutes(1),
            Routes = [.. routes.Select(static route => route.Read()).OfType<RouteQueryEvidence>()],
            Statements = statements,
            Commands = routes.Sum(static route => route.Commands) + signals.BackgroundCommands,
            OverflowCommands = signals.Statements.Overflow.Calls,
            SampledCommands = signals.Sampled,
            MeasuresFirstResponse = signals.MeasuresFirstResponse,
            BlindSpots = signals.Unseen.Read(),
            Uptime = signals.Uptime,
        }));
    }
}
