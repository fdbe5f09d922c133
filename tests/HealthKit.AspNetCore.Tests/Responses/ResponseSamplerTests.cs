using HealthKit.Evidence;
using HealthKit.Hosts;
using HealthKit.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HealthKit.Responses;

public sealed class ResponseSamplerTests
{
    [Fact]
    public void Lets_the_first_ones_through_and_then_so_many_a_second()
    {
        var time = new FakeTimeProvider();
        var budget = new SampleBudget(10, 100, time);
        Assert.InRange(Taken(budget, time), 80, 120);
        Assert.Equal(0, Taken(budget, time));

        var taken = 0;
        for (var step = 0; step < 1_000; step++)
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
            taken += Taken(budget, time);
        }

        Assert.InRange(taken, 80, 120);
        budget.Charge(time.TimestampFrequency * 5);
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(0, Taken(budget, time));
    }

    [Theory]
    [InlineData("/orders", "/orders", true)]
    [InlineData("/orders", "/orders/", true)]
    [InlineData("/orders", "/orders/7", false)]
    [InlineData("/Orders/{id:long}", "/orders/7", true)]
    [InlineData("/orders/{id:long}", "/orders", false)]
    [InlineData("/orders/{id}/lines", "/orders/7/lines", true)]
    [InlineData("/orders/{id}/lines", "/orders/7/notes", false)]
    [InlineData("/home/index/{id?}", "/home/index", true)]
    [InlineData("/files/{**path}", "/files/a/b/c", true)]
    [InlineData("/files/{**path}", "/file/a/b/c", false)]
    [InlineData("/", "/", true)]
    [InlineData("/", "/a", false)]
    public void Knows_a_path_by_its_template(string template, string path, bool expected)
    {
        Assert.Equal(expected, new WantedRoute("GET", template).Matches("GET", path, path.Count('/')));
        Assert.False(new WantedRoute("POST", template).Matches("GET", path, path.Count('/')));
    }

    [Fact]
    public async Task Looks_at_a_rare_route_however_busy_another_one_is()
    {
        var time = new FakeTimeProvider();
        await using var host = await TestHost.StartAsync(
            static app =>
            {
                app.MapGet("/busy", static () => TypedResults.Ok(1));
                app.MapGet("/rare/{id:int}", static (int id) => TypedResults.Ok(Enumerable.Range(0, id)));
            },
            builder => builder.Services.AddSingleton<TimeProvider>(time));
        var sampler = host.App.Services.GetRequiredService<ResponseSampler>();
        for (var request = 0; request < 2_100; request++)
        {
            await host.Client.GetStringAsync("/busy", TestContext.Current.CancellationToken);
        }

        await host.Client.GetStringAsync("/rare/3", TestContext.Current.CancellationToken);
        await host.HttpAsync(2_101);
        Assert.Equal(0, LooksAt(host, "/rare/{id:int}"));

        sampler.Look();
        await host.Client.GetStringAsync("/rare/700", TestContext.Current.CancellationToken);
        await host.HttpAsync(2_102);
        Assert.Equal(1, LooksAt(host, "/rare/{id:int}"));
        await host.RefreshAsync<EndpointTableEvidence>();
        var sizes = await host.RefreshAsync<ResponseSizeEvidence>();
        Assert.Equal(700, sizes.Routes.Single(static route => route.Route == "GET /rare/{id:int}").MostItems);
    }

    private static int LooksAt(TestHost host, string template) => host.App.Services.GetRequiredService<RouteTable>().All.Single(entry => entry.Key.Template == template).Responses.Looks;

    private static int Taken(SampleBudget budget, FakeTimeProvider time)
    {
        var taken = 0;
        while (taken < 1_000 && budget.TryTake(time.GetTimestamp()))
        {
            taken++;
        }

        return taken;
    }
}
