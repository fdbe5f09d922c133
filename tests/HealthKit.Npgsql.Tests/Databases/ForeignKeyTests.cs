using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.TestServers;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Npgsql.Tests.Databases;

public class ForeignKeyTests(PostgresFixture postgres)
{
    // Six faults planted, and ten that only look like one.
    private const string Schema = """
        create table customer (id int primary key); create table shop (a int, b int, primary key (a, b));
        create table f_plain (c int references customer, d text); insert into f_plain select null from generate_series(1, 2000); analyze f_plain;
        create table f_include (c int references customer, d int); create index on f_include (d) include (c);
        create table f_second (c int references customer, d int); create index on f_second (d, c);
        create table f_partial (c int references customer, d int); create index on f_partial (c) where d = 1;
        create table f_composite (a int, b int, foreign key (a, b) references shop); create index on f_composite (a);
        create table f_parted (c int references customer, d int) partition by range (d);
        create table "f Leaf" partition of f_parted for values from (0) to (10); create table f_leaf2 partition of f_parted for values from (10) to (20); create index on f_leaf2 (c);
        create table k_plain (c int references customer); create index on k_plain (c);
        create table k_prefix (c int references customer, d int); create index on k_prefix (c, d);
        create table k_hash (c int references customer); create index on k_hash using hash (c);
        create table k_notnull (c int references customer); create index on k_notnull (c) where c is not null;
        create table k_swapped (a int, b int, foreign key (a, b) references shop); create index on k_swapped (b, a);
        create table k_unique (c int unique references customer);
        create table k_primary (c int primary key references customer);
        create table k_parted (c int references customer, d int) partition by range (d); create index on k_parted (c);
        create table k_parted1 partition of k_parted for values from (0) to (10);
        create schema "Other"; create table "Other".k_named ("Cust" int references customer); create index on "Other".k_named ("Cust");
        create table k_invalid_covered (c int references customer, cust_note text); create index on k_invalid_covered (cust_note); create index on k_invalid_covered (c);
        """;

    [Theory]
    [InlineData(null)]
    [InlineData("reader")]
    public async Task Finds_every_planted_fault_and_no_look_alike(string? role)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var database = await postgres.CreateDatabaseAsync(Schema + "drop role if exists reader; create role reader login password 'p';", cancellation);
        var connectionString = role is null ? database.ConnectionString : database.Server.ConnectionStringFor(database.Name, role, "p");
        await using (var host = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(connectionString)))
        {
            await host.ReadDatabasesAsync();
            var catalog = Assert.Single((await host.EvidenceAsync<CatalogEvidence>()).Databases);
            Assert.Equal(
                ["public.f_composite", "public.f_include", "public.f_parted", "public.f_partial", "public.f_plain", "public.f_second"],
                catalog.MissingForeignKeyIndexes.Select(static index => index.Table).Order(StringComparer.Ordinal));
            Assert.Equal(16, catalog.ForeignKeys);
            var check = await host.CheckAsync("2.2");
            Assert.Equal(Outcome.Fail, check.Outcome);
            Assert.Contains("CREATE INDEX CONCURRENTLY ON public.\"f Leaf\" (c);", string.Join('\n', check.Offenders.Select(static offender => offender.Remedy)), StringComparison.Ordinal);

            // The remedies are what they say: run as they stand, one by one.
            foreach (var statement in catalog.MissingForeignKeyIndexes.SelectMany(static index => index.CreateIndex.Split('\n')))
            {
                await database.ExecuteAsync(statement, cancellation);
            }
        }

        await using var cured = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(connectionString));
        await cured.ReadDatabasesAsync();
        Assert.Equal(Outcome.Pass, (await cured.CheckAsync("2.2")).Outcome);
        await database.ExecuteAsync("drop role if exists reader", cancellation);
    }
}
