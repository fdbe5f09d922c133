using Microsoft.EntityFrameworkCore;

namespace HealthKit.CodeScan.Corpus.State;

/// <summary>A context and who keeps it. No registration of the corpus names them: a test registers them as it needs them.</summary>
public sealed class TrackingContext(DbContextOptions<TrackingContext> options) : DbContext(options)
{
    public DbSet<Row> Rows => Set<Row>();

    public sealed class Row
    {
        public int Id { get; set; }
    }
}

public sealed class RowRepository(TrackingContext context)
{
    public Task<int> CountAsync() => context.Rows.CountAsync();
}

public sealed class RowFactory(IDbContextFactory<TrackingContext> contexts)
{
    public async Task<int> CountAsync()
    {
        await using var context = await contexts.CreateDbContextAsync();
        return await context.Rows.CountAsync();
    }
}
