using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HealthKit.EntityFrameworkCore.Tests.Contexts;

/// <summary>Databases that only a request knows: a tenant's each, by options that want one, and those of contexts that configure themselves.</summary>
public sealed class WorkingContextTests(PostgresFixture postgres)
{
    private const string Schema = "create table parent (id int primary key); create table child (id int primary key, parent_id int references parent); insert into child select i, null from generate_series(1, 2000) i; analyze child;";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reads_the_databases_of_tenants_that_were_served()
    {
        await using var one = await postgres.CreateDatabaseAsync(Schema, Cancellation);
        await using var other = await postgres.CreateDatabaseAsync(Schema, Cancellation);
        await using var host = await TestHost.StartAsync(
            services =>
            {
                services.AddHttpContextAccessor();
                services.AddDbContext<Tenant>((provider, options) => options.UseNpgsql(provider.GetRequiredService<IHttpContextAccessor>().HttpContext!.Request.Query["tenant"] == "one" ? one.ConnectionString : other.ConnectionString));
            },
            static app => app.MapGet("/", (Tenant tenant) => tenant.Database.SqlQuery<int>($"select count(*)::int as \"Value\" from child").SingleAsync(Cancellation)));
        Assert.Equal(nameof(Tenant), Assert.Single((await host.EvidenceAsync<PoolEvidence>()).BlindSpots).Subject);

        await SeenAsync(host, "/?tenant=one", 1);
        await SeenAsync(host, "/?tenant=other", 2);
        var catalogs = (await host.EvidenceAsync<CatalogEvidence>()).Databases;
        Assert.Equal([one.Name, other.Name], catalogs.Select(static catalog => catalog.Database.Split(' ')[0]).Order(StringComparer.Ordinal).ToArray().Intersect([one.Name, other.Name]).Order(StringComparer.Ordinal));
        Assert.All(catalogs, static catalog => Assert.Null(catalog.Unreadable));
        Assert.Empty((await host.EvidenceAsync<PoolEvidence>()).BlindSpots);
        Assert.Equal(Outcome.Fail, (await host.CheckAsync("2.2")).Outcome);

        var password = new NpgsqlConnectionStringBuilder(one.ConnectionString).Password!;
        Assert.DoesNotContain(password, await host.EvidenceJsonAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_the_database_of_a_context_that_configures_itself_and_one_that_a_context_is_pointed_at()
    {
        await using var own = await postgres.CreateDatabaseAsync(Schema, Cancellation);
        await using var pointed = await postgres.CreateDatabaseAsync(Schema, Cancellation);
        SelfMade.Text = own.ConnectionString;
        await using var host = await TestHost.StartAsync(
            static services => services.AddScoped<SelfMade>(),
            app => app.MapGet("/", (SelfMade context, bool move) =>
            {
                if (move)
                {
                    context.Database.SetConnectionString(pointed.ConnectionString);
                }

                return context.Database.SqlQuery<int>($"select count(*)::int as \"Value\" from child").SingleAsync(Cancellation);
            }));

        await SeenAsync(host, "/?move=false", 1);
        await SeenAsync(host, "/?move=true", 2);
        Assert.All((await host.EvidenceAsync<CatalogEvidence>()).Databases, static catalog => Assert.Null(catalog.Unreadable));
        Assert.Equal(Outcome.Fail, (await host.CheckAsync("2.2")).Outcome);
    }

    private static async Task SeenAsync(TestHost host, string path, int databases)
    {
        await host.GetAsync(path, 3);
        await host.ReadDatabasesAsync();
        Assert.Equal(databases, (await host.EvidenceAsync<CatalogEvidence>()).Databases.Count);
    }

    private sealed class Tenant(DbContextOptions<Tenant> options) : DbContext(options);

    private sealed class SelfMade : DbContext
    {
        public static string Text { get; set; } = "";

        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseNpgsql(Text);
    }
}
