using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Databases;

/// <summary>Several data sources of one host lead to one database: it is read and reported once.</summary>
public class SharedDatabaseTests(PostgresFixture postgres)
{
    private const string Schema = """
        create table shop (id int primary key); create table item (shop int references shop);
        insert into item select null from generate_series(1, 2000); analyze item;
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reports_what_it_finds_once_and_names_every_data_source_that_leads_there()
    {
        await using var database = await postgres.CreateDatabaseAsync(Schema, Cancellation);

        // Another name of the same server, too.
        var byName = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Host = "localhost", MaxPoolSize = 7 }.ConnectionString;
        await using var host = await TestHost.StartAsync(services => services
            .AddNpgsqlDataSource(database.ConnectionString)
            .AddNpgsqlDataSource(database.ConnectionString + ";Maximum Pool Size=5", serviceKey: "reports")
            .AddNpgsqlDataSource(byName, serviceKey: "jobs"));
        await host.ReadDatabasesAsync();

        var servers = (await host.EvidenceAsync<DatabaseServerEvidence>()).Servers;
        Assert.Equal(3, servers.Count);
        var catalog = Assert.Single((await host.EvidenceAsync<CatalogEvidence>()).Databases);
        Assert.All(servers, server => Assert.Contains(server.DataSource, catalog.Database, StringComparison.Ordinal));
        Assert.Equal("public.item", Assert.Single(catalog.MissingForeignKeyIndexes).Table);
        var check = await host.CheckAsync("2.2");
        Assert.Equal((Outcome.Fail, "public.item (shop)"), (check.Outcome, Assert.Single(check.Offenders).Subject));

        await database.ExecuteAsync("create index on item (shop)", Cancellation);
        await using var cured = await TestHost.StartAsync(services => services
            .AddNpgsqlDataSource(database.ConnectionString)
            .AddNpgsqlDataSource(database.ConnectionString + ";Maximum Pool Size=5", serviceKey: "reports"));
        await cured.ReadDatabasesAsync();
        Assert.Equal(Outcome.Pass, (await cured.CheckAsync("2.2")).Outcome);
    }

    [Fact]
    public async Task Keeps_two_databases_of_one_server_apart_though_they_look_the_same()
    {
        await using var one = await postgres.CreateDatabaseAsync(Schema, Cancellation);
        await using var other = await postgres.CreateDatabaseAsync(Schema, Cancellation);
        await using var host = await TestHost.StartAsync(services => services
            .AddNpgsqlDataSource(one.ConnectionString)
            .AddNpgsqlDataSource(other.ConnectionString, serviceKey: "other"));
        await host.ReadDatabasesAsync();

        Assert.Equal(2, (await host.EvidenceAsync<CatalogEvidence>()).Databases.Count);
        Assert.Equal(2, (await host.CheckAsync("2.2")).Offenders.Count);
    }

    [Fact]
    public async Task Keeps_a_copy_of_a_server_apart_from_the_server()
    {
        // Clusters made from one template have one system identifier, and so have a restored backup and its original.
        await using var original = await PostgresServer.StartAsync(cancellationToken: Cancellation);
        await using var copy = await PostgresServer.StartAsync(cancellationToken: Cancellation);
        await original.ExecuteAsync(Schema, cancellationToken: Cancellation);
        await copy.ExecuteAsync("create table shop (id int primary key)", cancellationToken: Cancellation);
        await using var host = await TestHost.StartAsync(services => services
            .AddNpgsqlDataSource(copy.ConnectionString)
            .AddNpgsqlDataSource(original.ConnectionString, serviceKey: "original"));
        await host.ReadDatabasesAsync();

        Assert.Equal(2, (await host.EvidenceAsync<CatalogEvidence>()).Databases.Count);
        Assert.Equal(Outcome.Fail, (await host.CheckAsync("2.2")).Outcome);
    }

    [Fact]
    public async Task Measures_indexes_as_the_role_that_may()
    {
        await using var database = await postgres.CreateDatabaseAsync(
            "create table t (id int primary key); insert into t select generate_series(1, 60000); vacuum analyze t; create extension pgstattuple;", Cancellation);
        var role = database.Name + "_weak";
        await database.ExecuteAsync($"create role {role} login password 'p'; grant select on t to {role}", Cancellation);
        var weak = database.Server.ConnectionStringFor(database.Name, role, "p");
        await using var alone = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(weak));
        await alone.ReadDatabasesAsync();
        Assert.Equal(Outcome.Unknown, (await alone.CheckAsync("2.8")).Outcome);

        await using var host = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(weak).AddNpgsqlDataSource(database.ConnectionString, serviceKey: "admin"));
        await host.ReadDatabasesAsync();
        Assert.Single((await host.EvidenceAsync<CatalogEvidence>()).Databases);
        var check = await host.CheckAsync("2.8");
        Assert.True(check.Outcome == Outcome.Pass, check.Reason);
        Assert.Contains("1 index measured of 1", check.Observed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("admin", "user_id", Outcome.Warn)]
    [InlineData("app", "user_id", Outcome.Pass)]
    [InlineData("admin", "user_no", Outcome.Warn)]
    [InlineData("admin", "customerUuid", Outcome.Warn)]
    public async Task Judges_row_security_by_the_role_whose_statements_use_the_table(string user, string owner, Outcome expected)
    {
        await using var database = await postgres.CreateDatabaseAsync(
            $"create table cart (id int primary key, \"{owner}\" int); alter table cart enable row level security; create policy own on cart using (\"{owner}\" = 1);", Cancellation);
        var role = database.Name + "_app";
        await database.ExecuteAsync($"create role {role} login password 'p'; grant select on cart to {role}", Cancellation);

        // A superuser passes row security by.
        await using var host = await TestHost.StartAsync(
            services => services
                .AddNpgsqlDataSource(database.Server.ConnectionStringFor(database.Name, role, "p"), serviceKey: "app")
                .AddNpgsqlDataSource(database.ConnectionString, serviceKey: "admin"),
            app => app.MapGet("/cart", async (IServiceProvider services) =>
            {
                await using var command = services.GetRequiredKeyedService<NpgsqlDataSource>(user).CreateCommand("select count(*) from cart");
                return Results.Ok(await command.ExecuteScalarAsync(Cancellation));
            }));
        await host.GetAsync("/cart", 30);
        await host.ReadDatabasesAsync();

        var table = Assert.Single(Assert.Single((await host.EvidenceAsync<CatalogEvidence>()).Databases).OwnedTables);
        Assert.Equal((true, user == "app"), (table.SeenInStatements, table.RowSecurityActive));
        Assert.Equal(expected, (await host.CheckAsync("6.2")).Outcome);
    }
}
