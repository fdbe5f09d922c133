using System.Collections.Concurrent;
using System.Data.Common;
using HealthKit.Sources;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace HealthKit.EntityFrameworkCore.Contexts;

/// <summary>
/// The databases of contexts that were seen at work: those of tenants, whose connection string is known only to the request that serves one, and of contexts
/// that configure themselves. What is noted are connection strings, with their passwords, for HealthKit's own connections; they are never shown.
/// </summary>
internal sealed class WorkingContexts : IDataSourceFinder
{
    private const int MostDatabases = 32;
    private const int MostTexts = 4 * MostDatabases;

    [ThreadStatic]
    private static Guid _latest;

    private readonly ConcurrentDictionary<string, Type> _texts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, FoundDataSource> _databases = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyList<FoundDataSource> Find() => [.. _databases.Values];

    /// <summary>True for a context of which a database is known by its work.</summary>
    public bool Knows(Type context) => _texts.Values.Contains(context);

    /// <summary>Notes the context of a command that is about to be sent.</summary>
    public void Note(DbContext context)
    {
        var id = context.ContextId.InstanceId;
        if (id == _latest)
        {
            return;
        }

        _latest = id;
        if (_texts.Count >= MostTexts || context.Database.ProviderName != EntityFrameworkInstruments.PostgresProvider)
        {
            return;
        }

        // A connection of the host's own hides its password once it was open, and a data source is asked for it, not its connection string.
        var relational = RelationalOptionsExtension.Extract(context.GetService<IDbContextOptions>());
        if (relational.Connection is null && ContextDataSources.SourceOf(relational) is null && context.Database.GetConnectionString() is { } text && _texts.TryAdd(text, context.GetType()))
        {
            Add(context.GetType(), text, relational.CommandTimeout);
        }
    }

    // The latest of those that differ in the password alone: it may have changed.
    private void Add(Type context, string text, int? timeout)
    {
        var bare = new DbConnectionStringBuilder { ConnectionString = text };
        bare.Remove("Password");
        bare.Remove("PWD");
        if (_databases.ContainsKey(bare.ConnectionString) || _databases.Count < MostDatabases)
        {
            _databases[bare.ConnectionString] = new FoundDataSource(context.Name, text, null, timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null, null);
        }
    }
}
