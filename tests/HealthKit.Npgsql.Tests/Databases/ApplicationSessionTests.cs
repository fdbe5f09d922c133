using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Npgsql.Databases;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Databases;

/// <summary>What a physical connection initializer sets holds for the application's sessions, and is judged by.</summary>
public class ApplicationSessionTests(PostgresFixture postgres)
{
    private const string Schema = """
        create schema shop; create table shop.cart (id int primary key, user_id int); insert into shop.cart select i, i % 3 from generate_series(1, 90) i;
        alter table shop.cart enable row level security; create policy own on shop.cart using (user_id = 1); analyze shop.cart;
        """;

    private const string Kept = ";No Reset On Close=true";
    private const string BareName = "select count(*) from cart where user_id is not null";
    private const string FullName = "select count(*) from shop.cart where user_id is not null";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Row_security_and_plans_are_those_of_the_role_and_the_search_path_that_the_initializer_sets()
    {
        await using var database = await postgres.CreateDatabaseAsync(Schema, Cancellation);
        var role = await CreateRoleAsync(database);
        var initializer = $"set role {role}; set search_path to shop";
        await using (var host = await StartAsync(database.ConnectionString + Kept, initializer, BareName))
        {
            Assert.Equal("30", await UseAsync(host));
            var check = await host.CheckAsync("6.2");
            Assert.True(check.Outcome == Outcome.Pass, $"{check.Outcome}: {check.Reason} {check.Observed}");
            var table = Assert.Single(Assert.Single((await host.EvidenceAsync<CatalogEvidence>()).Databases).OwnedTables);
            Assert.Equal((true, true), (table.SeenInStatements, table.RowSecurityActive));
            var plan = Assert.Single((await host.EvidenceAsync<QueryPlanEvidence>()).Plans);
            Assert.Null(plan.Unexplained);
            Assert.Equal(Outcome.Pass, (await host.CheckAsync("2.3")).Outcome);

            // What costs a privilege is read as the role that logs in.
            Assert.Null(Assert.Single((await host.EvidenceAsync<CatalogEvidence>()).Databases).BloatUnreadable);
        }

        // The role that it sets may pass row security by.
        await database.ExecuteAsync($"alter role {role} bypassrls", Cancellation);
        await using var bypassing = await StartAsync(database.ConnectionString + Kept, initializer, BareName);
        Assert.Equal("90", await UseAsync(bypassing));
        Assert.Equal(Outcome.Warn, (await bypassing.CheckAsync("6.2")).Outcome);
        Assert.Null(Assert.Single((await bypassing.EvidenceAsync<QueryPlanEvidence>()).Plans).Unexplained);
    }

    // A superuser passes row security by: whoever has the driver reset its sessions is one from the second use on.
    [Theory]
    [InlineData("", "set role {0}")]
    [InlineData(Kept, "set time zone 'UTC'")]
    [InlineData(Kept, null)]
    public async Task An_initializer_whose_role_is_lost_or_that_sets_none_changes_nothing(string words, string? initializer)
    {
        await using var database = await postgres.CreateDatabaseAsync(Schema, Cancellation);
        var role = await CreateRoleAsync(database);
        await using var host = await StartAsync(database.ConnectionString + words, initializer?.Replace("{0}", role, StringComparison.Ordinal), FullName);
        Assert.Equal("90", await UseAsync(host));
        var check = await host.CheckAsync("6.2");
        Assert.True(check.Outcome == Outcome.Warn, $"{check.Outcome}: {check.Reason} {check.Observed}");
        Assert.Equal(Outcome.Pass, (await host.CheckAsync("2.3")).Outcome);
    }

    [Fact]
    public async Task A_role_that_is_refused_to_HealthKit_leaves_no_verdict()
    {
        await using var database = await postgres.CreateDatabaseAsync(Schema, Cancellation);
        var role = await CreateRoleAsync(database);
        var login = database.Name + "_login";
        await database.ExecuteAsync($"create role {login} login password 'p'; grant {role} to {login}", Cancellation);
        await using var host = await StartAsync(database.Server.ConnectionStringFor(database.Name, login, "p") + Kept, $"set role {role}", FullName);
        Assert.Equal("30", await UseAsync(host));
        Assert.Equal(Outcome.Pass, (await host.CheckAsync("6.2")).Outcome);

        // The sessions that are open keep it.
        await database.ExecuteAsync($"revoke {role} from {login}", Cancellation);
        Assert.Equal("30", await UseAsync(host));
        var check = await host.CheckAsync("6.2");
        Assert.Equal(Outcome.Unknown, check.Outcome);
        Assert.Contains("SQLSTATE 42501", check.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(role, check.Reason, StringComparison.Ordinal);

        await database.ExecuteAsync($"grant {role} to {login}", Cancellation);
        Assert.Equal("30", await UseAsync(host));
        Assert.Equal(Outcome.Pass, (await host.CheckAsync("6.2")).Outcome);
    }

    [Fact]
    public async Task A_pool_that_was_never_at_leisure_leaves_no_verdict()
    {
        await using var database = await postgres.CreateDatabaseAsync(Schema, Cancellation);
        var role = await CreateRoleAsync(database);
        await using var host = await StartAsync(database.ConnectionString + Kept + ";Maximum Pool Size=1;Timeout=60", $"set role {role}; set statement_timeout = '3s'", FullName);
        await host.GetAsync("/run", 30);
        await using (await host.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Cancellation))
        {
            await host.ReadDatabasesAsync();
            foreach (var id in (string[])["2.3", "2.5", "6.2"])
            {
                Assert.Equal(Outcome.Unknown, (await host.CheckAsync(id)).Outcome);
            }

            Assert.Contains("its pool has been too busy to look", (await host.CheckAsync("6.2")).Reason, StringComparison.Ordinal);
            Assert.Contains("connection initializer", Assert.Single((await host.EvidenceAsync<QueryPlanEvidence>()).Plans).Unexplained, StringComparison.Ordinal);
        }

        await UseAsync(host);
        foreach (var id in (string[])["2.3", "2.5", "6.2"])
        {
            Assert.Equal(Outcome.Pass, (await host.CheckAsync(id)).Outcome);
        }
    }

    [Fact]
    public async Task What_an_initializer_sets_is_looked_at_once_and_again_after_an_hour()
    {
        await using var database = await postgres.CreateDatabaseAsync(Schema, Cancellation);
        var sql = $"set role {await CreateRoleAsync(database)}";
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var host = await TestHost.StartAsync(services => services.AddSingleton<TimeProvider>(time).AddNpgsqlDataSource(
            database.ConnectionString + Kept,
            builder => builder.UsePhysicalConnectionInitializer(static _ => { }, async connection =>
            {
                await using var command = new NpgsqlCommand(Volatile.Read(ref sql), connection);
                await command.ExecuteNonQueryAsync(Cancellation);
            })));
        Assert.True(await IsActiveAsync(host));

        Volatile.Write(ref sql, "select 1");
        host.Services.GetRequiredService<NpgsqlDataSource>().Clear();
        time.Advance(TimeSpan.FromMinutes(30));
        Assert.True(await IsActiveAsync(host));
        time.Advance(TimeSpan.FromMinutes(31));
        Assert.False(await IsActiveAsync(host));
    }

    [Theory]
    [InlineData(true, Outcome.Unknown)]
    [InlineData(false, Outcome.Warn)]
    public async Task Sessions_outside_dependency_injection_cannot_be_looked_into(bool initialized, Outcome expected)
    {
        await using var database = await postgres.CreateDatabaseAsync(Schema, Cancellation);
        var role = await CreateRoleAsync(database);
        var builder = new NpgsqlDataSourceBuilder(database.ConnectionString + Kept);
        await using var source = Initialize(builder, initialized ? $"set role {role}" : null).UseHealthKit().Build();
        await using var host = await TestHost.StartAsync(static _ => { }, app => app.MapGet("/run", () => RunAsync(source, FullName)));
        Assert.Equal(initialized ? "30" : "90", await UseAsync(host));
        var check = await host.CheckAsync("6.2");
        Assert.True(check.Outcome == expected, $"{check.Outcome}: {check.Reason} {check.Observed}");
        Assert.Equal(initialized, check.Reason?.Contains("register the data source in dependency injection", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task The_driver_is_asked_whether_there_is_an_initializer()
    {
        foreach (var initializer in (string?[])[null, "select 1"])
        {
            var builder = Initialize(new NpgsqlDataSourceBuilder("Host=127.0.0.1;Port=1"), initializer);
            Assert.Equal(initializer is not null, ConnectionInitializers.AreOf(builder));
            await using var source = builder.Build();
            Assert.Equal(initializer is not null, ConnectionInitializers.AreOf(source));
            await using var several = builder.BuildMultiHost();
            Assert.Equal(initializer is not null, ConnectionInitializers.AreOf(several));
        }
    }

    private static async Task<string> CreateRoleAsync(PostgresDatabase database)
    {
        var role = database.Name + "_rls";
        await database.ExecuteAsync($"create role {role}; grant usage on schema shop to {role}; grant select on shop.cart to {role}", Cancellation);
        return role;
    }

    private static async Task<bool> IsActiveAsync(TestHost host)
    {
        await host.ReadDatabasesAsync();
        return Assert.Single(Assert.Single((await host.EvidenceAsync<CatalogEvidence>()).Databases).OwnedTables).RowSecurityActive;
    }

    private static Task<TestHost> StartAsync(string connectionString, string? initializer, string sql) => TestHost.StartAsync(
        services => services.AddNpgsqlDataSource(connectionString, builder => Initialize(builder, initializer)),
        app => app.MapGet("/run", (NpgsqlDataSource source) => RunAsync(source, sql)));

    private static NpgsqlDataSourceBuilder Initialize(NpgsqlDataSourceBuilder builder, string? sql)
    {
        NpgsqlCommand Command(NpgsqlConnection connection) => new(sql, connection);
        return sql is null ? builder : builder.UsePhysicalConnectionInitializer(connection => Command(connection).ExecuteNonQuery(), connection => Command(connection).ExecuteNonQueryAsync(Cancellation));
    }

    private static async Task<IResult> RunAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return Results.Text($"{await command.ExecuteScalarAsync(Cancellation)}");
    }

    // Enough for the sampler, then what the service sees at last.
    private static async Task<string> UseAsync(TestHost host)
    {
        await host.GetAsync("/run", 30);
        await host.ReadDatabasesAsync();
        return await host.Client.GetStringAsync("/run", Cancellation);
    }
}
