using Dapper;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Commands;

/// <summary>Check 6.5 on a real host and server: what a caller chose, found inside the text of commands.</summary>
public class ConcatenationTests(PostgresFixture postgres)
{
    private const string Schema = "create table item (id int primary key, name text, status text); insert into item select i, 'name-' || i, 'Open' from generate_series(1, 2000) i";

    // No figure of the evidence comes near it.
    private const int FirstValue = 2_081_730_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/search?q=name-{0}")]
    [InlineData("/number/{0}")]
    [InlineData("/raw-ef?q=name-{0}")]
    public async Task Fails_a_route_that_concatenates_and_not_its_safe_twin(string path)
    {
        await using var database = await postgres.CreateDatabaseAsync(Schema, Cancellation);
        await using var host = await StartAsync(database.ConnectionString);
        await GetAsync(host, path, 40);
        await GetAsync(host, "/safe?q=name-{0}", 40);

        var check = await host.CheckAsync("6.5");
        Assert.Equal(Outcome.Fail, check.Outcome);
        Assert.DoesNotContain(check.Offenders, static offender => offender.Subject.Contains("/safe", StringComparison.Ordinal));
        Assert.Contains(path[..path.IndexOfAny(['?', '{'])], check.Offenders[0].Subject, StringComparison.Ordinal);
        var tainted = Assert.Single((await host.EvidenceAsync<QueryEvidence>()).Statements, static statement => statement.TaintedValues > 0);
        Assert.InRange(tainted.TaintedValues, 10, 16);
        var json = await host.EvidenceJsonAsync();
        Assert.DoesNotContain("name-", json, StringComparison.Ordinal);
        Assert.DoesNotContain($"{FirstValue + 17}", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_content_with_parameters_and_with_constants_that_look_like_values()
    {
        await using var database = await postgres.CreateDatabaseAsync(Schema, Cancellation);
        await using var host = await StartAsync(database.ConnectionString);
        for (var round = 0; round < 8; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(async i =>
            {
                await GetAsync(host, "/safe?q=name-{0}", 20, 20 * i);
                await GetAsync(host, "/constant?status=Open&q={0}", 20, 20 * i);
                await GetAsync(host, "/ef?q=name-{0}", 20, 20 * i);
            }));
        }

        var queries = await host.EvidenceAsync<QueryEvidence>();
        Assert.All(queries.Statements, static statement => Assert.Equal(0, statement.TaintedValues > 9 ? statement.TaintedValues : 0));
        Assert.All(queries.Statements, static statement => Assert.True(statement.LiteralVariants < 8, statement.Text));
        var examined = queries.Statements.Sum(static statement => statement.TextsExamined);
        Assert.True(examined > 100, $"{examined} examined");
        var check = await host.CheckAsync("6.5");
        Assert.Equal(examined >= 1_000 ? Outcome.Pass : Outcome.Unknown, check.Outcome);
    }

    [Fact]
    public async Task Warns_of_texts_that_differ_in_their_literals_without_a_known_value()
    {
        await using var database = await postgres.CreateDatabaseAsync(Schema, Cancellation);
        await using var host = await StartAsync(database.ConnectionString);
        await GetAsync(host, "/hidden/{0}", 40);

        var check = await host.CheckAsync("6.5");
        Assert.Equal(Outcome.Warn, check.Outcome);
        Assert.Contains("variants", check.Offenders[0].Observed, StringComparison.Ordinal);
    }

    private static Task<TestHost> StartAsync(string connectionString) => TestHost.StartAsync(
        services =>
        {
            services.AddNpgsqlDataSource(connectionString);
            services.AddDbContext<Items>(options => options.UseNpgsql(connectionString));
            services.AddSingleton<IEvidenceSource>(new FixedSource(new CodeScanEvidence
            {
                ObservedAt = DateTimeOffset.UnixEpoch,
                MaxAge = TimeSpan.FromDays(1),
                Assemblies = ["App"],
                Rules = [new CodeScanRule { Check = "6.5", Sites = 12 }],
            }));
        },
        static app =>
        {
            app.MapGet("/search", (string q, NpgsqlDataSource source) => RunAsync(source, $"select id from item where name like '%{q}%' and status = 'Open'"));
            app.MapGet("/number/{id:int}", (int id, NpgsqlDataSource source) => RunAsync(source, $"select name from item where id = {id}"));
            app.MapGet("/hidden/{id:int}", (int id, NpgsqlDataSource source) => RunAsync(source, $"select name from item where name = 'row {id % 30} of a file'"));
            app.MapGet("/raw-ef", (string q, Items items) => items.Set<Item>().FromSqlRaw(Concatenate(q)).OrderBy(static item => item.Id).Take(1).ToListAsync(Cancellation));
            app.MapGet("/ef", (string q, Items items) => items.Set<Item>().Where(item => item.Name == q && item.Status == "Open").ToListAsync(Cancellation));
            app.MapGet("/safe", async (string q, NpgsqlDataSource source) =>
            {
                await using var connection = await source.OpenConnectionAsync(Cancellation);
                return await connection.QueryAsync<int>("select id from item where name like @q and status = @status", new { q, status = "Open" });
            });
            app.MapGet("/constant", async (string status, string q, NpgsqlDataSource source) =>
            {
                await using var connection = await source.OpenConnectionAsync(Cancellation);
                return await connection.QueryAsync<int>("select id from item where name = @q and status in ('Open', 'Paid') limit 1000", new { status, q });
            });
        });

    private static string Concatenate(string name) => "select * from item where name = '" + name + "'";

    private static async Task<IResult> RunAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return Results.Ok(await command.ExecuteScalarAsync(Cancellation));
    }

    private static async Task GetAsync(TestHost host, string path, int times, int first = 0)
    {
        for (var i = 0; i < times; i++)
        {
            await host.GetAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, path, FirstValue + first + i));
        }
    }

    private sealed class Item
    {
        public int Id { get; set; }

        public string? Name { get; set; }

        public string? Status { get; set; }
    }

    private sealed class Items(DbContextOptions<Items> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Item>(item =>
        {
            item.ToTable("item");
            item.Property(static row => row.Id).HasColumnName("id");
            item.Property(static row => row.Name).HasColumnName("name");
            item.Property(static row => row.Status).HasColumnName("status");
        });
    }
}
