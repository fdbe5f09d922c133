using HealthKit.Hosts;

namespace HealthKit.Exposition;

/// <summary>What the whole process allocates, so that nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(CardinalityMemoryTests), DisableParallelization = true)]
[Collection(nameof(CardinalityMemoryTests))]
public sealed class CardinalityMemoryTests
{
    [Fact]
    public async Task Sets_aside_what_the_documentation_says_for_each_possible_series()
    {
        const int fewRoutes = 10;
        const int manyRoutes = 10_000;
        const int seriesOfARoute = 5;
        var bytes = (double)(await LeastAsync(manyRoutes) - await LeastAsync(fewRoutes)) / ((manyRoutes - fewRoutes) * seriesOfARoute);

        TestContext.Current.SendDiagnosticMessage($"{bytes:0} bytes for each possible series");
        Assert.True(bytes is > 60 and < 150, $"{bytes:0} bytes for each possible series");
    }

    // What runs beside it, and what is made once for all hosts, adds to a figure and never takes away.
    private static async Task<long> LeastAsync(int routes) => Math.Min(await BytesAsync(routes), Math.Min(await BytesAsync(routes), await BytesAsync(routes)));

    // Four series of http_requests_total and one of the histogram for each route that may come.
    private static async Task<long> BytesAsync(int routes)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await using var host = await MetricsHost.StartAsync(options: options => options.RouteCapacity = routes);
        await host.ScrapeAsync();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}
