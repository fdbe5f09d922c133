using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.EntityFrameworkCore.Tests.Commands;

/// <summary>What Entity Framework tells of its commands, on a real host and server.</summary>
public sealed class CommandWatchTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sees_a_loop_of_queries_and_how_it_grows_with_the_rows()
    {
        await using var database = await postgres.CreateDatabaseAsync(Shop.Schema, Cancellation);
        await using var host = await StartAsync(database.ConnectionString);
        for (var i = 0; i < 40; i++)
        {
            await host.GetAsync($"/loop?take={10 + i}");
            await host.GetAsync($"/joined?take={10 + i}");
        }

        await host.BookedAsync(80);
        var routes = (await host.EvidenceAsync<QueryEvidence>()).Routes.ToDictionary(static route => route.Route);
        Assert.InRange(routes["GET /loop"].QueriesPerRow!.Value, 0.9, 1.1);
        Assert.InRange(routes["GET /joined"].QueriesPerRow!.Value, -0.01, 0.01);

        var check = await host.CheckAsync("2.4");
        Assert.Equal(Outcome.Fail, check.Outcome);
        Assert.Contains(" for each further row", check.Offenders[0].Observed, StringComparison.Ordinal);
        Assert.Contains("FROM lines WHERE order_id = ANY(@ids)", check.Offenders[0].Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain(check.Offenders, static offender => offender.Subject == "GET /joined");
    }

    [Fact]
    public async Task Tells_constants_that_the_mapper_wrote_from_suspect_texts()
    {
        await using var database = await postgres.CreateDatabaseAsync(Shop.Schema, Cancellation);
        await using var host = await StartAsync(database.ConnectionString);
        for (var i = 0; i < 40; i++)
        {
            await host.GetAsync($"/constants/{i}");
        }

        await host.BookedAsync(40);
        var statements = (await host.EvidenceAsync<QueryEvidence>()).Statements;
        var constant = Assert.Single(statements, static statement => statement.LiteralVariants >= 8);
        Assert.True(constant.Generated);
        Assert.Equal(Outcome.Unknown, (await host.CheckAsync("6.5")).Outcome);
    }

    [Fact]
    public async Task Never_lets_what_the_mapper_says_hide_a_value_of_the_request()
    {
        await using var database = await postgres.CreateDatabaseAsync(Shop.Schema, Cancellation);
        await using var host = await StartAsync(database.ConnectionString);
        for (var i = 0; i < 40; i++)
        {
            await host.GetAsync($"/raw?q=line{i}");
        }

        await host.BookedAsync(40);
        var check = await host.CheckAsync("6.5");
        Assert.Equal(Outcome.Fail, check.Outcome);
        Assert.Contains("GET /raw", check.Offenders[0].Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_guards_a_table_only_by_its_owner_and_in_every_context()
    {
        await using var database = await postgres.CreateDatabaseAsync(Shop.Schema, Cancellation);
        await using var host = await StartAsync(database.ConnectionString, npgsql: false, Owned("orders"));
        Assert.Equal(Outcome.Warn, (await host.CheckAsync("6.2")).Outcome);
        await SeenAsync(host, "/joined?take=1", Outcome.Pass);
        var tables = (await host.EvidenceAsync<QueryFilterEvidence>()).Tables;
        Assert.Equal(["customer_id", "deleted"], tables.Single(static table => table.Table == "orders").FilteredColumns);
        Assert.Equal(["deleted"], tables.Single(static table => table.Table == "notes").FilteredColumns);
        Assert.Empty(tables.Single(static table => table.Table == "lines").FilteredColumns);
        Assert.Equal(Outcome.Pass, (await host.CheckAsync("6.2")).Outcome);

        await SeenAsync(host, "/open", Outcome.Warn);

        await using var soft = await StartAsync(database.ConnectionString, npgsql: false, Owned("notes"));
        await soft.GetAsync("/joined?take=1", 40);
        Assert.Equal(Outcome.Warn, (await soft.CheckAsync("6.2")).Outcome);
    }

    // Enough requests that some are looked at, whatever the sampler chooses.
    [Theory]
    [InlineData("/joined?take=3", Outcome.Pass)]
    [InlineData("/by-hand", Outcome.Warn)]
    [InlineData("/changed-by-hand", Outcome.Warn)]
    [InlineData("/by-hand-but-own", Outcome.Pass)]
    [InlineData("/composed?q=1", Outcome.Pass)]
    public async Task Holds_what_is_written_by_hand_against_a_query_filter(string path, Outcome expected)
    {
        await using var database = await postgres.CreateDatabaseAsync(Shop.Schema, Cancellation);
        await using var host = await StartAsync(database.ConnectionString);
        await host.GetAsync("/joined?take=1", 20);
        await host.GetAsync(path, 20);
        await host.BookedAsync(40);
        await host.ReadDatabasesAsync();
        var check = await host.CheckAsync("6.2");
        Assert.True(check.Outcome == expected, $"{check.Outcome}: {check.Observed} {check.Reason}");
        if (expected == Outcome.Warn)
        {
            Assert.Equal("public.orders (customer_id)", Assert.Single(check.Offenders).Subject);
            Assert.Contains($"in GET {path}", check.Offenders[0].Observed, StringComparison.Ordinal);
        }
    }

    // Without a package that follows requests, one command in sixteen on each thread shows its model.
    private static Task SeenAsync(TestHost host, string path, Outcome expected) => Eventually.TrueAsync(
        async () =>
        {
            await host.GetAsync(path);
            return (await host.CheckAsync("6.2")).Outcome == expected;
        },
        TimeSpan.FromSeconds(60),
        $"6.2 is {expected}",
        Cancellation);

    private static CatalogEvidence Owned(string table) => new()
    {
        ObservedAt = DateTimeOffset.UnixEpoch,
        MaxAge = TimeSpan.FromDays(1),
        Databases = [new DatabaseCatalog { Database = "shop", OwnedTablesReadable = true, OwnedTables = [new OwnedTableEvidence { Table = $"public.{table}", InSearchPath = true, Column = "customer_id", SeenInStatements = true }] }],
    };

    private static Task<TestHost> StartAsync(string connectionString, bool npgsql = true, params EvidenceRecord[] records) => TestHost.StartAsync(
        services =>
        {
            services.AddDbContext<Shop>(options => options.UseNpgsql(connectionString));
            services.AddDbContext<OpenShop>(options => options.UseNpgsql(connectionString));
            foreach (var record in records)
            {
                services.AddSingleton<IEvidenceSource>(new FixedSource(record));
            }
        },
        static app =>
        {
            app.MapGet("/loop", async (int take, Shop shop) =>
            {
                foreach (var order in await shop.Orders.OrderBy(static order => order.Id).Take(take).ToListAsync(Cancellation))
                {
                    await shop.Lines.Where(line => line.OrderId == order.Id).ToListAsync(Cancellation);
                }
            });
            app.MapGet("/joined", (int take, Shop shop) => shop.Orders.OrderBy(static order => order.Id).Take(take)
                .Join(shop.Lines, static order => order.Id, static line => line.OrderId, static (order, line) => new { order.Id, line.Name }).ToListAsync(Cancellation));
            app.MapGet("/constants/{seed:int}", (int seed, Shop shop) =>
            {
                string[] names = [$"row {seed}", "other"];
                return shop.Lines.Where(line => EF.Constant(names).Contains(line.Name)).CountAsync(Cancellation);
            });
            app.MapGet("/raw", (string q, Shop shop) => shop.Lines.FromSqlRaw(Concatenate(q)).OrderBy(static line => line.Id).Take(1).ToListAsync(Cancellation));
            app.MapGet("/by-hand", (Shop shop) => shop.Database.SqlQueryRaw<int>("select id as \"Value\" from orders where not deleted").ToListAsync(Cancellation));
            app.MapGet("/changed-by-hand", (Shop shop) => shop.Database.ExecuteSqlRawAsync("update orders set customer_id = 1 where id = 2", Cancellation));
            app.MapGet("/by-hand-but-own", (Shop shop) => shop.Database.SqlQuery<int>($"select o.id as \"Value\" from orders as o where o.customer_id = {1}").ToListAsync(Cancellation));
            app.MapGet("/composed", (int q, Shop shop) => shop.Orders.FromSql($"select * from orders where id > {q}").OrderBy(static order => order.Id).Take(2).ToListAsync(Cancellation));
            app.MapGet("/open", (OpenShop shop) => shop.Orders.CountAsync(Cancellation));
        },
        npgsql);

    private static string Concatenate(string name) => "select * from lines where name = '" + name + "'";
}
