using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HealthKit.Evidence;

/// <summary>The ledger of reviewed queries that a host commits: which statements there are, with which plans, and who has looked at them.</summary>
public sealed record QueryLedger
{
    /// <summary>The file's usual name.</summary>
    public const string FileName = "healthkit.queries.json";

    private static readonly JsonWriterOptions Format = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>When the release was stamped; statements first seen later are new.</summary>
    public required DateTimeOffset ReleasedAt { get; init; }

    /// <summary>The entries; one statement has one for each plan that was reviewed.</summary>
    public IReadOnlyList<QueryLedgerEntry> Queries { get; init; } = [];

    /// <summary>Reads a ledger.</summary>
    /// <param name="utf8Json">The file's content.</param>
    /// <param name="file">The file's name for messages.</param>
    /// <exception cref="QueryLedgerException">It is malformed; nothing of a malformed ledger counts.</exception>
    public static QueryLedger Parse(ReadOnlySpan<byte> utf8Json, string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new QueryLedgerReader(utf8Json, file).Read();
    }

    /// <summary>
    /// The same ledger with a proposal for every statement that has no entry for the plan it has now. A person reviews the plan and signs the entry with
    /// <c>reviewer</c> and <c>reviewedOn</c>. The stamp stays: a proposal makes no statement older than it is.
    /// </summary>
    public QueryLedger Propose(QueryEvidence queries, QueryPlanEvidence plans)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(plans);
        var known = plans.Plans.Where(static plan => plan.PlanHash is not null).ToDictionary(static plan => plan.Fingerprint, StringComparer.Ordinal);
        var proposals = queries.Statements
            .Where(static statement => statement.IsPlannable)
            .Select(statement => (Statement: statement, Plan: known.GetValueOrDefault(statement.Fingerprint)))
            .Select(static seen => new QueryLedgerEntry
            {
                Fingerprint = seen.Statement.Fingerprint,
                Text = seen.Statement.Text,
                PlanHash = seen.Plan?.PlanHash,
                Plan = seen.Plan?.Outline ?? [],
                FirstSeen = seen.Statement.FirstSeen,
            })
            .Where(proposal => !Queries.Any(entry => entry.Fingerprint == proposal.Fingerprint && (proposal.PlanHash is null || entry.PlanHash == proposal.PlanHash)));

        // A proposal that nobody signed and that has no plan gives way to one that has.
        var kept = Queries.Where(entry => entry.PlanHash is not null || !known.ContainsKey(entry.Fingerprint));
        return this with
        {
            Queries = [.. kept.Concat(proposals).OrderBy(static entry => entry.Fingerprint, StringComparer.Ordinal).ThenBy(static entry => entry.PlanHash, StringComparer.Ordinal)],
        };
    }

    /// <summary>True where an entry says that the statement was seen before the release, reviewed or not: a restart does not make it new.</summary>
    public bool Knows(string fingerprint) => Queries.Any(entry => entry.Fingerprint == fingerprint && entry.FirstSeen <= ReleasedAt);

    /// <summary>The entries of a statement that a person has signed.</summary>
    public IEnumerable<QueryLedgerEntry> ReviewsOf(string fingerprint) => Queries.Where(entry => entry.Fingerprint == fingerprint && entry.IsReviewed);

    /// <summary>Writes it, one property a line, so that a review sees what changed.</summary>
    public string ToJson()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Format))
        {
            writer.WriteStartObject();
            writer.WriteString("releasedAt", ReleasedAt);
            writer.WriteStartArray("queries");
            foreach (var entry in Queries)
            {
                Write(writer, entry);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void Write(Utf8JsonWriter writer, QueryLedgerEntry entry)
    {
        writer.WriteStartObject();
        writer.WriteString("fingerprint", entry.Fingerprint);
        writer.WriteString("text", entry.Text);
        WriteKnown(writer, "planHash", entry.PlanHash);
        if (entry.Plan.Count > 0)
        {
            writer.WriteStartArray("plan");
            foreach (var line in entry.Plan)
            {
                writer.WriteStringValue(line);
            }

            writer.WriteEndArray();
        }

        WriteKnown(writer, "firstSeen", entry.FirstSeen?.ToString("O", CultureInfo.InvariantCulture));
        WriteKnown(writer, "reviewer", entry.Reviewer);
        WriteKnown(writer, "reviewedOn", entry.ReviewedOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        WriteKnown(writer, "note", entry.Note);
        writer.WriteEndObject();
    }

    private static void WriteKnown(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}
