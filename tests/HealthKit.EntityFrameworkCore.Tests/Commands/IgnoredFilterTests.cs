using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.EntityFrameworkCore.Tests.Commands;

/// <summary>What Entity Framework writes without a query filter that the model has.</summary>
public sealed class IgnoredFilterTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Enough requests that some are looked at, whatever the sampler chooses.
    [Theory]
    [InlineData("/by-id", Outcome.Warn)]
    [InlineData("/count-of-all", Outcome.Warn)]
    [InlineData("/change-any", Outcome.Warn)]
    [InlineData("/delete-any", Outcome.Warn)]
    [InlineData("/with-its-lines", Outcome.Warn)]
    [InlineData("/of-all-owners-but-nobody", Outcome.Warn)]
    [InlineData("/list-by-owner", Outcome.Warn)]
    [InlineData("/ignored-but-own", Outcome.Pass)]
    [InlineData("/ignored-but-own-of-several", Outcome.Pass)]
    [InlineData("/deleted-too", Outcome.Pass)]
    [InlineData("/find", Outcome.Pass)]
    [InlineData("/any", Outcome.Pass)]
    [InlineData("/page", Outcome.Pass)]
    [InlineData("/lines-of-orders", Outcome.Pass)]
    [InlineData("/orders-with-lines", Outcome.Pass)]
    [InlineData("/split", Outcome.Pass)]
    [InlineData("/change-own", Outcome.Pass)]
    [InlineData("/saved", Outcome.Pass)]
    [InlineData("/reloaded", Outcome.Unknown)]
    [InlineData("/through-a-view", Outcome.Unknown)]
    [InlineData("/nobodys", Outcome.Pass)]
    [InlineData("/long", Outcome.Pass)]
    [InlineData("/in-the-background", Outcome.Pass)]
    public async Task Holds_it_against_the_filter(string path, Outcome expected)
    {
        await using var database = await postgres.CreateDatabaseAsync(FilteredShop.Schema, Cancellation);
        await using var host = await StartAsync(database.ConnectionString);
        await host.GetAsync("/any", 20);
        await host.GetAsync(path, 20);
        await host.BookedAsync(40);
        await host.ReadDatabasesAsync();
        var check = await host.CheckAsync("6.2");
        var statements = (await host.EvidenceAsync<QueryEvidence>()).Statements;
        Assert.True(check.Outcome == expected, $"{check.Outcome}: {check.Observed} {check.Reason} {string.Join(' ', check.Offenders.Select(static offender => offender.Observed))}\n{string.Join('\n', statements.Select(static statement => statement.Text))}");
        if (path == "/through-a-view")
        {
            Assert.Contains("reads it through a view", check.Reason, StringComparison.Ordinal);
        }

        if (expected == Outcome.Warn)
        {
            var offender = Assert.Single(check.Offenders);
            Assert.Equal("public.orders (customer_id)", offender.Subject);
            Assert.Contains($"in GET {path}", offender.Observed, StringComparison.Ordinal);
            Assert.Contains("IgnoreQueryFilters", offender.Remedy, StringComparison.Ordinal);
        }
    }

    private static Task<TestHost> StartAsync(string connectionString) => TestHost.StartAsync(
        services => services.AddDbContext<FilteredShop>(options => options.UseNpgsql(connectionString)),
        static app =>
        {
            app.MapGet("/by-id", (FilteredShop shop) => { var id = 3; return shop.Orders.IgnoreQueryFilters().FirstOrDefaultAsync(order => order.Id == id, Cancellation); });
            app.MapGet("/count-of-all", static (FilteredShop shop) => shop.Orders.IgnoreQueryFilters().CountAsync(Cancellation));
            app.MapGet("/change-any", (FilteredShop shop) => shop.Orders.IgnoreQueryFilters().Where(static order => order.Id == -1).ExecuteUpdateAsync(static set => set.SetProperty(static order => order.Deleted, true), Cancellation));
            app.MapGet("/delete-any", (FilteredShop shop) => shop.Orders.IgnoreQueryFilters().Where(static order => order.Id == -1).ExecuteDeleteAsync(Cancellation));
            app.MapGet("/with-its-lines", (FilteredShop shop) => shop.Orders.IgnoreQueryFilters().Include(static order => order.Lines).Where(static order => order.Id < 3).Select(static order => new { order.Id, order.CustomerId, order.Lines.Count }).ToListAsync(Cancellation));
            app.MapGet("/of-all-owners-but-nobody", (FilteredShop shop) => shop.Orders.IgnoreQueryFilters().Where(static order => order.CustomerId != null).CountAsync(Cancellation));
            app.MapGet("/list-by-owner", (FilteredShop shop) => shop.Orders.IgnoreQueryFilters().OrderBy(static order => order.CustomerId).Select(static order => order.CustomerId).Take(3).ToListAsync(Cancellation));
            app.MapGet("/ignored-but-own", (FilteredShop shop) => { int? customer = 1; return shop.Orders.IgnoreQueryFilters().Where(order => order.CustomerId == customer).CountAsync(Cancellation); });
            app.MapGet("/ignored-but-own-of-several", (FilteredShop shop) => { int?[] customers = [1, 2]; return shop.Orders.IgnoreQueryFilters().Where(order => customers.Contains(order.CustomerId)).CountAsync(Cancellation); });
            app.MapGet("/deleted-too", (FilteredShop shop) => shop.Orders.IgnoreQueryFilters([FilteredShop.Deleted]).CountAsync(Cancellation));
            app.MapGet("/find", async (FilteredShop shop) => (await shop.Orders.FindAsync([3], Cancellation))?.Id);
            app.MapGet("/any", (FilteredShop shop) => shop.Orders.AnyAsync(static order => order.Id > 1, Cancellation));
            app.MapGet("/page", (FilteredShop shop) => shop.Orders.OrderByDescending(static order => order.Id).Skip(2).Take(3).Select(static order => new { order.Id, order.CustomerId }).ToListAsync(Cancellation));
            app.MapGet("/lines-of-orders", (FilteredShop shop) => shop.Lines.Where(static line => line.Order!.Id > 3).Select(static line => line.Order!.CustomerId).Take(2).ToListAsync(Cancellation));
            app.MapGet("/orders-with-lines", (FilteredShop shop) => shop.Orders.Include(static order => order.Lines).OrderBy(static order => order.Id).Take(3).Select(static order => order.Lines.Count).ToListAsync(Cancellation));
            app.MapGet("/split", async (FilteredShop shop) => (await shop.Orders.Include(static order => order.Lines).AsSplitQuery().Where(static order => order.Id < 4).ToListAsync(Cancellation)).Count);
            app.MapGet("/change-own", (FilteredShop shop) => shop.Orders.Where(static order => order.Id == 4).ExecuteUpdateAsync(static set => set.SetProperty(static order => order.Deleted, false), Cancellation));
            app.MapGet("/saved", async (FilteredShop shop) =>
            {
                var order = await shop.Orders.FirstAsync(static order => order.Id == 5, Cancellation);
                order.Note = Guid.NewGuid().ToString();
                return await shop.SaveChangesAsync(Cancellation);
            });
            app.MapGet("/reloaded", async (FilteredShop shop) =>
            {
                var order = await shop.Orders.FirstAsync(static order => order.Id == 5, Cancellation);
                await shop.Entry(order).ReloadAsync(Cancellation);
                return order.Id;
            });
            app.MapGet("/through-a-view", (FilteredShop shop) => { var id = 3; return shop.Database.SqlQuery<string>($"select note as \"Value\" from order_report where id = {id}").ToListAsync(Cancellation); });
            app.MapGet("/nobodys", (FilteredShop shop) => { shop.Customer = null; return shop.Orders.CountAsync(Cancellation); });
            app.MapGet("/long", (FilteredShop shop) => shop.Orders.Where(static order => order.Note != null).Select(static order => new
            {
                One = order.Lines.Where(static line => line.Name.StartsWith("a somewhat longer beginning of a name")).Select(static line => line.Name).FirstOrDefault(),
                Two = order.Lines.Where(static line => line.Name.StartsWith("another somewhat longer beginning of a name")).Select(static line => line.Name).FirstOrDefault(),
                Three = order.Lines.Where(static line => line.Name.EndsWith("the somewhat longer end of a name")).Select(static line => line.Name).FirstOrDefault(),
                Four = order.Lines.Where(static line => line.Name.EndsWith("another somewhat longer end of a name")).Select(static line => line.Name).FirstOrDefault(),
                Five = order.Lines.Count(static line => line.Name.Contains("what stands in the middle")),
                Six = order.Lines.Count(static line => line.Name.Contains("what stands elsewhere")),
            }).ToListAsync(Cancellation));
            app.MapGet("/in-the-background", async (IServiceScopeFactory scopes) =>
            {
                Task<int> work;
                using (ExecutionContext.SuppressFlow())
                {
                    work = Task.Run(
                        async () =>
                        {
                            await using var scope = scopes.CreateAsyncScope();
                            return await scope.ServiceProvider.GetRequiredService<FilteredShop>().Orders.IgnoreQueryFilters().CountAsync(Cancellation);
                        },
                        Cancellation);
                }

                return await work;
            });
        });
}
