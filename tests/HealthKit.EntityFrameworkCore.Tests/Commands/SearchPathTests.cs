using HealthKit.Checks;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.EntityFrameworkCore.Tests.Commands;

/// <summary>A model that names no schema means what the search path finds.</summary>
public sealed class SearchPathTests(PostgresFixture postgres)
{
    private const string Schema = $"create schema app; set search_path = app; {Shop.Schema} create table public.orders (id int primary key, customer_id int);";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Search Path=app", "/joined", Outcome.Pass, null)]
    [InlineData("Search Path=app", "/public", Outcome.Warn, "public.orders (customer_id)")]
    [InlineData("", "/joined", Outcome.Pass, null)]
    [InlineData("", "/app", Outcome.Warn, "app.orders (customer_id)")]
    public async Task A_filter_guards_the_table_that_the_search_path_finds_and_no_other(string words, string path, Outcome expected, string? bare)
    {
        await using var database = await postgres.CreateDatabaseAsync(words.Length > 0 ? Schema : Shop.Schema + " create schema app; create table app.orders (id int primary key, customer_id int);", Cancellation);
        await using var host = await TestHost.StartAsync(
            services => services.AddDbContext<Shop>(options => options.UseNpgsql($"{database.ConnectionString};{words}")),
            static app =>
            {
                app.MapGet("/joined", (Shop shop) => shop.Orders.Join(shop.Lines, static order => order.Id, static line => line.OrderId, static (order, line) => new { order.Id, line.Name }).ToListAsync(Cancellation));
                app.MapGet("/public", (Shop shop) => shop.Database.SqlQuery<int>($"select o.id as \"Value\" from public.orders as o where o.customer_id = {1}").ToListAsync(Cancellation));
                app.MapGet("/app", (Shop shop) => shop.Database.SqlQuery<int>($"select o.id as \"Value\" from app.orders as o where o.customer_id = {1}").ToListAsync(Cancellation));
            });
        await host.GetAsync("/joined", 20);
        await host.GetAsync(path, 20);
        await host.BookedAsync(40);
        await host.ReadDatabasesAsync();
        var check = await host.CheckAsync("6.2");
        Assert.True(check.Outcome == expected, $"{check.Outcome}: {check.Observed} {check.Reason}");
        Assert.Equal(bare is null ? [] : [bare], check.Offenders.Select(static offender => offender.Subject));
    }
}
