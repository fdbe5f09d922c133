using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.EntityFrameworkCore.Tests.Commands;

/// <summary>Savepoints, which Entity Framework sends as commands around SaveChanges in a transaction, are no queries; BEGIN and COMMIT are none either.</summary>
public sealed class SavepointTests(PostgresFixture postgres)
{
    private const int Requests = 40;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/saved", 8, 8)]
    [InlineData("/rolled-back", 2, 3)] // SaveChanges sends two statements in one round trip
    [InlineData("/by-hand", 2, 2)]
    public async Task Counts_the_queries_of_a_transaction_and_not_what_holds_it_together(string path, int queries, int mostStatements)
    {
        await using var database = await postgres.CreateDatabaseAsync(Shop.Schema, Cancellation);
        await using var host = await StartAsync(database.ConnectionString);
        await host.GetAsync(path, Requests);
        await host.BookedAsync(Requests);

        var evidence = await host.EvidenceAsync<QueryEvidence>();
        var route = Assert.Single(evidence.Routes, route => route.Route == $"GET {path}");
        Assert.Equal((Requests * queries, queries), (route.RoundTrips.Sum, route.RoundTrips.Max));
        Assert.InRange(route.StatementsPerRequest, queries - 0.001, mostStatements + 0.001);
        Assert.DoesNotContain(evidence.Statements, static statement => statement.Text.Contains("savepoint", StringComparison.OrdinalIgnoreCase));
        Assert.NotEqual(Outcome.Fail, (await host.CheckAsync("2.4")).Outcome);
    }

    private static Task<TestHost> StartAsync(string connectionString) => TestHost.StartAsync(
        services => services.AddDbContext<Shop>(options => options.UseNpgsql(connectionString)),
        static app =>
        {
            // Four times an insert and its check: eight queries, and eight savepoints set and released.
            app.MapGet("/saved", async (Shop shop) =>
            {
                await using var transaction = await shop.Database.BeginTransactionAsync(Cancellation);
                for (var i = 0; i < 4; i++)
                {
                    var note = new Shop.Note { Id = Random.Shared.Next(1_000, int.MaxValue) };
                    shop.Notes.Add(note);
                    await shop.SaveChangesAsync(Cancellation);
                    await shop.Notes.AsNoTracking().CountAsync(row => row.Id == note.Id, Cancellation);
                }

                await transaction.CommitAsync(Cancellation);
            });
            app.MapGet("/rolled-back", async (Shop shop) =>
            {
                await using var transaction = await shop.Database.BeginTransactionAsync(Cancellation);
                await shop.Notes.CountAsync(Cancellation);
                shop.Notes.Add(new Shop.Note { Id = 1 });
                shop.Lines.Add(new Shop.Line { Id = 1 });
                try
                {
                    await shop.SaveChangesAsync(Cancellation);
                }
                catch (DbUpdateException)
                {
                    await transaction.RollbackAsync(Cancellation);
                }

                return Results.Ok();
            });
            app.MapGet("/by-hand", async (Shop shop) =>
            {
                await using var transaction = await shop.Database.BeginTransactionAsync(Cancellation);
                await transaction.CreateSavepointAsync("before", Cancellation);
                await shop.Notes.CountAsync(Cancellation);
                await transaction.RollbackToSavepointAsync("before", Cancellation);
                await shop.Lines.CountAsync(Cancellation);
            });
        });
}
