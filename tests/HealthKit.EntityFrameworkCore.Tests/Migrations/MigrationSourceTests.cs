using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HealthKit.EntityFrameworkCore.Tests.Migrations;

/// <summary>Checks 7.7 and 9.4 on a real database with Entity Framework's own history.</summary>
public sealed class MigrationSourceTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fails_what_is_pending_and_passes_once_a_person_accepts_it()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await ApplyAsync<RiskyShop>(database.ConnectionString, "20190201000000_OldAndApplied");
        await using (var host = await StartAsync<RiskyShop>(database.ConnectionString))
        {
            await host.ReadMigrationsAsync();
            var breaking = await host.CheckAsync("7.7");
            Assert.Equal(Outcome.Fail, breaking.Outcome);
            var offender = Assert.Single(breaking.Offenders);
            Assert.Contains("rename-column on orders", offender.Observed, StringComparison.Ordinal);
            Assert.Contains("pending in 20190301000000_Pending", offender.Observed, StringComparison.Ordinal);

            var locks = await host.CheckAsync("9.4");
            Assert.Equal(Outcome.Fail, locks.Outcome);
            Assert.Contains("index-not-concurrent on orders, about 20,000 rows", Assert.Single(locks.Offenders).Observed, StringComparison.Ordinal);
            Assert.Equal(3, (await host.EvidenceAsync<MigrationEvidence>()).Places.Single(static place => place.Name == nameof(RiskyShop)).Migrations);
        }

        await using var accepted = await StartAsync<RiskyShop>(database.ConnectionString, true, ("HealthAudit:EntityFrameworkCore:AcknowledgedMigrations:20190301000000_Pending", "maintenance window"));
        await accepted.ReadMigrationsAsync();
        var check = await accepted.CheckAsync("7.7");
        Assert.Equal(Outcome.Pass, check.Outcome);
        Assert.Contains("maintenance window", check.Observed, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, (await accepted.CheckAsync("9.4")).Outcome);
    }

    [Fact]
    public async Task Is_content_with_what_only_looks_risky()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await ApplyAsync<CarefulShop>(database.ConnectionString, "20190101000000_Initial");
        await using var host = await StartAsync<CarefulShop>(database.ConnectionString);
        await host.ReadMigrationsAsync();

        var compatible = await host.CheckAsync("7.7");
        Assert.True(compatible.Outcome == Outcome.Pass, compatible.Observed + compatible.Reason);
        Assert.Contains("contract phase: nothing reads it", compatible.Observed, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, (await host.CheckAsync("9.4")).Outcome);
    }

    [Fact]
    public async Task Does_not_know_what_is_applied_without_the_database()
    {
        await using var host = await StartAsync<RiskyShop>("Host=127.0.0.1;Port=1;Database=nowhere", npgsql: false);
        await host.ReadMigrationsAsync();
        var check = await host.CheckAsync("7.7");
        Assert.Equal(Outcome.Unknown, check.Outcome);
        Assert.Contains("AddNpgsql()", check.Reason, StringComparison.Ordinal);

        await using var unreachable = await StartAsync<RiskyShop>("Host=127.0.0.1;Port=1;Database=nowhere;Username=u;Password=geheim");
        await unreachable.ReadMigrationsAsync();
        var blind = await unreachable.CheckAsync("9.4");
        Assert.Equal(Outcome.Unknown, blind.Outcome);
        Assert.DoesNotContain("geheim", blind.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", blind.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_the_privilege_that_its_history_needs()
    {
        await using var database = await postgres.CreateDatabaseAsync(
            "create table \"__EFMigrationsHistory\" (\"MigrationId\" text); create role reader login password 'reader'; create schema own authorization reader", Cancellation);
        var text = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = "reader", Password = "reader" }.ConnectionString;
        await using var host = await StartAsync<RiskyShop>(text);
        await host.ReadMigrationsAsync();
        Assert.Contains("GRANT SELECT ON \"public\".\"__EFMigrationsHistory\"", (await host.CheckAsync("7.7")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_the_migrations_of_a_context_that_is_registered_by_its_interface_and_configures_itself()
    {
        await using var host = await TestHost.StartAsync(static services => services.AddScoped<ISelfMadeShop, SelfMadeShop>());
        await host.ReadMigrationsAsync();
        var place = Assert.Single((await host.EvidenceAsync<MigrationEvidence>()).Places, static place => place.Name.StartsWith(nameof(SelfMadeShop), StringComparison.Ordinal));
        Assert.Equal((nameof(SelfMadeShop), 1, 1), (place.Name, place.Migrations, place.Operations));
        Assert.Equal(Outcome.Pass, (await host.CheckAsync("7.7")).Outcome);
        Assert.Equal(Outcome.Pass, (await host.CheckAsync("9.4")).Outcome);

        // The context of somebody's tool, which nothing registers and nobody uses.
        await using var other = await TestHost.StartAsync(static _ => { });
        await other.ReadMigrationsAsync();
        var check = await other.CheckAsync("7.7");
        Assert.Equal(Outcome.Unknown, check.Outcome);
        Assert.Contains("No operation was looked at of the migrations in ", check.Reason, StringComparison.Ordinal);
        Assert.Contains("SelfMadeShop (not in use)", check.Reason, StringComparison.Ordinal);
    }

    private static Task<TestHost> StartAsync<T>(string connectionString, bool npgsql = true, params (string Key, string Value)[] configuration)
        where T : DbContext => TestHost.StartAsync(services => services.AddDbContext<T>(options => options.UseNpgsql(connectionString)), null, npgsql, configuration);

    private static async Task ApplyAsync<T>(string connectionString, string target)
        where T : DbContext
    {
        await using var context = (T)Activator.CreateInstance(typeof(T), new DbContextOptionsBuilder<T>().UseNpgsql(connectionString)
            .ConfigureWarnings(static warnings => warnings.Ignore(Microsoft.EntityFrameworkCore.Diagnostics.RelationalEventId.PendingModelChangesWarning)).Options)!;
        await context.GetService<IMigrator>().MigrateAsync(target, Cancellation);
        await context.Database.ExecuteSqlRawAsync("analyze", Cancellation);
    }
}
