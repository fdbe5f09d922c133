using System.Data.Common;
using HealthKit.Sources;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace HealthKit.EntityFrameworkCore.Contexts;

/// <summary>The databases that registered contexts name in their options.</summary>
internal sealed class ContextDataSources(ContextRegistry contexts, WorkingContexts working, UnlimitedContexts unlimited) : IDataSourceFinder
{
    /// <inheritdoc/>
    public IReadOnlyList<FoundDataSource> Find() => [.. contexts.All()
        .Where(context => (context.Unreadable is not null && !working.Knows(context.Type)) || context is { Provider: EntityFrameworkInstruments.PostgresProvider, Relational: not null })
        .Select(Describe)
        .Where(static found => found.Unreadable is not null || found.ConnectionString is not null || found.Source is not null)];

    /// <summary>The data source of a context's options, where it has one.</summary>
    public static DbDataSource? SourceOf(RelationalOptionsExtension relational) =>
        relational.GetType().GetProperty(EntityFrameworkInstruments.DataSourceProperty)?.GetValue(relational) as DbDataSource;

    private FoundDataSource Describe(RegisteredContext context)
    {
        if (context.Relational is not { } relational)
        {
            return new FoundDataSource(context.Type.Name, null, null, null, context.Unreadable);
        }

        var source = SourceOf(relational);
        var timeout = relational.CommandTimeout is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        return new FoundDataSource(context.Type.Name, source is null ? relational.ConnectionString ?? relational.Connection?.ConnectionString : null, source, timeout, null) { RanUnlimited = unlimited.Has(context.Type) };
    }
}
