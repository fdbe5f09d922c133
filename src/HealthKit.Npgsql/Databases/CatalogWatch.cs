using HealthKit.Evidence;
using HealthKit.Npgsql.Commands;
using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>
/// The catalog of one database, however many data sources lead there: read every few minutes, part by part, so that what one part may not see
/// leaves the others known. Foreign keys and indexes are the same for every role; what row security does and which tables the search path finds is read for each.
/// </summary>
internal sealed class CatalogWatch(double bloatLimit, TimeProvider time) : IDisposable
{
    private const int MostNames = 3;
    private const int MostUnguarded = 100;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly IndexWatch _indexes = new(bloatLimit, time);
    private readonly CatalogPart<DatabaseCatalog> _foreignKeys =
        new("foreign keys", "pg_constraint, pg_index, pg_class, pg_attribute, pg_namespace, pg_am", CatalogReader.ReadAsync, time);

    private readonly Dictionary<string, CatalogPart<IReadOnlyList<OwnedTable>>> _owned = new(StringComparer.Ordinal);
    private long _measured;

    /// <summary>How long what was read is known: it is read anew every 5 to 6 minutes, later while other instances take their turns.</summary>
    public static TimeSpan Holds { get; } = TimeSpan.FromMinutes(10);

    /// <summary>Reads what is due, over HealthKit's own open connection; the bloat of a few indexes once a round.</summary>
    public async Task AskAsync(NpgsqlConnection connection, CatalogKey key, ApplicationSession application, long round, CancellationToken cancellationToken)
    {
        // Data sources that lead to one database do not take its turns from each other.
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var reader = key.As(application).View;
            if (!_owned.TryGetValue(reader, out var owned))
            {
                owned = new CatalogPart<IReadOnlyList<OwnedTable>>(
                    "tables with an owner column", "pg_class, pg_attribute, pg_namespace, pg_policy", (session, cancellation) => OwnedTableReader.ReadAsync(session, application, cancellation), time);
                _owned.Add(reader, owned);
            }

            if (application.Unknown is { } unknown)
            {
                owned.Refuse($"whether row security holds for the application is not known: {unknown}");
            }

            // Who finds another instance at it leaves the rest for the next round, too.
            var isMine = await _foreignKeys.AskAsync(connection, cancellationToken).ConfigureAwait(false)
                && (application.Unknown is not null || await owned.AskAsync(connection, cancellationToken).ConfigureAwait(false))
                && await _indexes.ListAsync(connection, key.Role, cancellationToken).ConfigureAwait(false);
            if (isMine && _measured != round && await _indexes.MeasureAsync(connection, key.Role, cancellationToken).ConfigureAwait(false))
            {
                _measured = round;
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>What is known, and when the oldest part was read; which tables statements use is known at once.</summary>
    /// <param name="readers">The data sources that lead here, with what each sees there.</param>
    /// <param name="signals">The statements seen.</param>
    /// <param name="plans">Their plans.</param>
    /// <param name="since">What was read before is too old.</param>
    public (DatabaseCatalog Catalog, DateTimeOffset At) Describe(
        IReadOnlyList<(Database Database, string View)> readers, DatabaseSignals signals, PlanWatch plans, DateTimeOffset since)
    {
        var views = readers.GroupBy(static reader => reader.View, static reader => reader.Database, StringComparer.Ordinal).ToArray();
        var parts = views.Select(view => _owned[view.Key]).ToArray();
        var catalog = (_foreignKeys.Since(since) ?? new DatabaseCatalog { Database = "", ForeignKeysUnreadable = _foreignKeys.Unreadable(since) }) with
        {
            Database = NameOf(readers),
            OwnedTablesReadable = parts.All(part => part.Since(since) is not null),
            OwnedTablesUnreadable = parts.Select(part => part.Unreadable(since)).FirstOrDefault(static reason => reason is not null),
            OwnedTables = [.. views.SelectMany(view => Owned(_owned[view.Key].Since(since) ?? [], [.. view], signals, plans)).GroupBy(static table => table.Table, StringComparer.Ordinal).Select(WeakestUse)],
        };
        DateTimeOffset?[] read = [_foreignKeys.At(since), _indexes.ListedAt(since), .. parts.Select(part => part.At(since))];
        return (_indexes.Describe(catalog, since), read.Min() ?? time.GetUtcNow());
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private static IEnumerable<OwnedTableEvidence> Owned(IReadOnlyList<OwnedTable> tables, Database[] databases, DatabaseSignals signals, PlanWatch plans)
    {
        var statements = signals.Statements.All.Where(statement => databases.Any(database => database.MayRun(statement))).ToArray();
        var used = statements.SelectMany(static statement => statement.Use.Tables).Concat(databases.SelectMany(plans.TablesOf)).ToHashSet();
        var handWritten = statements.Where(HandWrittenUse.IsCandidate).Select(UsedTables.Of).ToArray();
        var throughViews = handWritten.Select(use => use.Beyond(plans.TablesOf(use.Statement))).ToArray();
        var generated = statements.Where(GeneratedUse.IsCandidate).Select(UsedTables.Of).ToArray();
        return tables.Select(table => !table.IsAmong(used) ? table.Evidence : table.Evidence with
        {
            SeenInStatements = true,
            Unguarded =
            [
                .. HandWrittenUse.Of(table, handWritten).Take(MostUnguarded).Select(static statement => Describe(statement, generated: false)),
                .. HandWrittenUse.Of(table, throughViews).Take(MostUnguarded).Select(static statement => Describe(statement, generated: false) with { IsUndecided = true }),
                .. GeneratedUse.Of(table, generated).Take(MostUnguarded).Select(static statement => Describe(statement, generated: true)),
            ],
        });
    }

    private static UnguardedStatement Describe(Statement statement, bool generated) => new()
    {
        Text = statement.Text,
        Routes = [.. statement.Routes().Where(static route => route != DatabaseSignals.Background)],
        Generated = generated,
        IsUndecided = generated && !statement.IsComposed,
    };

    // Of several roles the one that counts is the one whose statements use the table and are guarded least.
    private static OwnedTableEvidence WeakestUse(IGrouping<string, OwnedTableEvidence> roles) => roles
        .OrderBy(static table => table.SeenInStatements ? 0 : 1)
        .ThenBy(static table => table is { RowSecurityActive: true, HasRestrictivePolicy: true } ? 1 : 0)
        .ThenByDescending(static table => table.Unguarded.Count)
        .ThenBy(static table => table.InSearchPath ? 0 : 1)
        .First();

    private static string NameOf(IReadOnlyList<(Database Database, string View)> readers)
    {
        var names = readers.Select(static reader => reader.Database.Name).Order(StringComparer.Ordinal).ToArray();
        return string.Join(" + ", names.Take(MostNames)) + (names.Length > MostNames ? $" + {Units.Number(names.Length - MostNames)} more" : "");
    }
}
