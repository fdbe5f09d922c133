using HealthKit.Evidence;

namespace HealthKit.EntityFrameworkCore.Commands;

/// <summary>States which tables the contexts in use map, and which columns their query filters compare.</summary>
internal sealed class QueryFilterSource(ModelTable models, TimeProvider time) : IEvidenceSource
{
    /// <inheritdoc/>
    public string Name => "entityFramework.models";

    /// <inheritdoc/>
    public IReadOnlyList<Type> Kinds { get; } = [typeof(QueryFilterEvidence)];

    /// <inheritdoc/>
    public TimeSpan Interval => TimeSpan.Zero;

    /// <inheritdoc/>
    public TimeSpan Timeout { get; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public ValueTask<EvidenceReading> ReadAsync(CancellationToken cancellationToken) => new(EvidenceReading.Of(new QueryFilterEvidence
    {
        ObservedAt = time.GetUtcNow(),
        MaxAge = TimeSpan.FromMinutes(1),
        Tables = [.. models.All.SelectMany(static model => MappedTables.Of(model.Key, model.Value)).OrderBy(static table => table.Table, StringComparer.Ordinal)],
    }));
}
