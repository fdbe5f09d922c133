using HealthKit.Evidence;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HealthKit.Npgsql.Ledger;

/// <summary>Reads the committed ledger of reviewed queries again whenever it may have changed. A malformed one is refused as a whole.</summary>
internal sealed class QueryLedgerSource(IHostEnvironment environment, IOptions<NpgsqlAuditOptions> options, TimeProvider time) : IEvidenceSource
{
    private const long LongestFile = 16 * 1024 * 1024;

    /// <inheritdoc/>
    public string Name => "queries.ledger";

    /// <inheritdoc/>
    public IReadOnlyList<Type> Kinds { get; } = [typeof(QueryLedgerEvidence)];

    /// <inheritdoc/>
    public TimeSpan Interval { get; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public TimeSpan Timeout { get; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async ValueTask<EvidenceReading> ReadAsync(CancellationToken cancellationToken)
    {
        var file = new FileInfo(Path.Combine(environment.ContentRootPath, options.Value.QueryLedgerPath));
        if (!file.Exists)
        {
            return Gap($"There is no {file.Name}. {EvidenceKinds.Cure(typeof(QueryLedgerEvidence))}", isError: false);
        }

        if (file.Length > LongestFile)
        {
            return Gap($"{file.Name} is longer than {Units.Bytes(LongestFile)}.", isError: true);
        }

        try
        {
            var content = await File.ReadAllBytesAsync(file.FullName, cancellationToken).ConfigureAwait(false);
            return EvidenceReading.Of(new QueryLedgerEvidence { ObservedAt = time.GetUtcNow(), MaxAge = Interval * 3, Ledger = QueryLedger.Parse(content, file.Name) });
        }
        catch (QueryLedgerException malformed)
        {
            return Gap($"{malformed.Message}.", isError: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Gap($"{file.Name} cannot be read: {exception.GetType().Name}.", isError: true);
        }
    }

    private EvidenceReading Gap(string reason, bool isError) => new()
    {
        Gaps = [new EvidenceGap { Kind = EvidenceKinds.Name(typeof(QueryLedgerEvidence)), Reason = reason, IsError = isError, ObservedAt = time.GetUtcNow() }],
    };
}
