using HealthKit.Checks;
using HealthKit.TestServers;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Npgsql.Tests.Databases;

public class PrivilegeTests(PostgresFixture postgres)
{
    // One index of 100 pages, so that there is something to measure.
    private const string Schema = "create table t (id int primary key, user_id int); insert into t select i, i from generate_series(1, 60000) i; vacuum analyze t;";

    private static readonly string[] Checks = ["2.2", "2.5", "2.6", "2.8", "6.2", "8.4"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData(13)]
    [InlineData(18)]
    public async Task Each_missing_privilege_makes_its_checks_unknown_and_the_script_of_the_docs_makes_them_known(int? version)
    {
        var server = version is null ? await postgres.GetServerAsync() : await postgres.GetVersionAsync(version.Value);
        await using var database = await server.CreateDatabaseAsync(Schema, Cancellation);
        var role = database.Name + "_app";
        await database.ExecuteAsync($"create role {role} login password 'p'; grant select on t to {role}", Cancellation);
        var before = await ReasonsAsync(server.ConnectionStringFor(database.Name, role, "p"));
        Assert.Equal(["2.8"], Blind(before));
        Assert.Contains($"CREATE EXTENSION IF NOT EXISTS pgstattuple; GRANT pg_stat_scan_tables TO {role};", before["2.8"], StringComparison.Ordinal);

        await database.ExecuteAsync("create schema tools; create extension pgstattuple schema tools; revoke usage on schema tools from public", Cancellation);
        Assert.Contains($"GRANT USAGE ON SCHEMA tools TO {role}; GRANT pg_stat_scan_tables TO {role};", (await ReasonsAsync(server.ConnectionStringFor(database.Name, role, "p")))["2.8"], StringComparison.Ordinal);
        await database.ExecuteAsync($"grant usage on schema tools to {role}", Cancellation);

        // What a hardened database takes away from everybody takes one check with it.
        await database.ExecuteAsync("revoke select on pg_catalog.pg_policy from public; revoke select on pg_catalog.pg_constraint from public", Cancellation);
        var hardened = await ReasonsAsync(server.ConnectionStringFor(database.Name, role, "p"));
        Assert.Equal(["2.2", "2.8", "6.2"], Blind(hardened));
        Assert.Contains("GRANT SELECT ON pg_constraint", hardened["2.2"], StringComparison.Ordinal);
        Assert.Contains("pg_policy TO PUBLIC", hardened["6.2"], StringComparison.Ordinal);

        await database.ExecuteAsync(ScriptOfTheDocs().Replace("app", role, StringComparison.Ordinal), Cancellation);
        Assert.Empty(Blind(await ReasonsAsync(server.ConnectionStringFor(database.Name, role, "p"))));
        Assert.Empty(Blind(await ReasonsAsync(server.ConnectionStringFor(database.Name))));
    }

    [Fact]
    public async Task Small_indexes_need_neither_an_extension_nor_a_grant()
    {
        await using var database = await (await postgres.GetServerAsync()).CreateDatabaseAsync("create table t (id int primary key, name text); insert into t select i, 'a' from generate_series(1, 10) i", Cancellation);
        await using var host = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(database.ConnectionString));
        await host.ReadDatabasesAsync();

        var check = await host.CheckAsync("2.8");

        Assert.True(check.Outcome == Outcome.Pass, check.Reason);
        Assert.Contains("0 indexes measured of 1", check.Observed, StringComparison.Ordinal);
    }

    private static string[] Blind(Dictionary<string, string> reasons) =>
        [.. reasons.Where(static reason => reason.Value.Contains("GRANT", StringComparison.Ordinal) || reason.Value.Contains("cannot be read", StringComparison.Ordinal)).Select(static reason => reason.Key)];

    private static async Task<Dictionary<string, string>> ReasonsAsync(string connectionString)
    {
        await using var host = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(connectionString));
        await host.ReadDatabasesAsync();
        var reasons = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var id in Checks)
        {
            var check = await host.CheckAsync(id);
            reasons.Add(id, check.Outcome == Outcome.Unknown ? check.Reason ?? "" : "");
        }

        return reasons;
    }

    private static string ScriptOfTheDocs()
    {
        var page = File.ReadAllText(RepositoryRoot.Combine("docs", "postgresql.md"));
        const string Fence = "```sql\n";
        var start = page.IndexOf(Fence, StringComparison.Ordinal) + Fence.Length;
        return page[start..page.IndexOf("```", start, StringComparison.Ordinal)];
    }
}
