using HealthKit.Evidence;

namespace HealthKit.Migrations;

/// <summary>What the rules share while a script is read.</summary>
internal sealed class LintContext(bool inTransaction, IEnumerable<string> newTables)
{
    private readonly List<LintFinding> _findings = [];
    private readonly HashSet<string> _created = new(StringComparer.Ordinal);
    private readonly HashSet<string> _new = [.. newTables];

    /// <summary>The risks so far.</summary>
    public IReadOnlyList<LintFinding> Findings => _findings;

    /// <summary>Tables that the script creates.</summary>
    public IReadOnlyCollection<string> Created => _created;

    /// <summary>Names that the script makes anew after dropping them, and all others that it creates.</summary>
    public HashSet<string> Recreated { get; } = new(StringComparer.Ordinal);

    /// <summary>Constraints that were added without validation in the transaction at hand.</summary>
    public HashSet<string> Unvalidated { get; } = new(StringComparer.Ordinal);

    /// <summary>True between BEGIN and COMMIT, or where whoever runs the script opens a transaction.</summary>
    public bool InTransaction { get; set; } = inTransaction;

    /// <summary>Notes a table that nobody uses yet.</summary>
    public void Create(string table)
    {
        _created.Add(table);
        _new.Add(table);
    }

    /// <summary>True for a table that nobody uses yet.</summary>
    public bool IsNew(string? table) => table is not null && _new.Contains(table);

    /// <summary>Adds a risk, unless its table is new.</summary>
    public void Add(MigrationRisk risk, string rule, string? table, int line, string? remedy = null)
    {
        if (!IsNew(table))
        {
            _findings.Add(new LintFinding(risk, rule, table, line, remedy));
        }
    }
}
