using OpenTelemetry;

namespace HealthKit.Exposition;

public sealed class SuppressedTelemetryTests
{
    [Fact]
    public async Task Knows_an_exporters_flow_across_threads_and_no_other()
    {
        var exclusion = new SuppressedTelemetry();
        Assert.False(exclusion.IsExcluded);

        using (SuppressInstrumentationScope.Begin())
        {
            await Task.Yield();
            Assert.True(await Task.Run(() => exclusion.IsExcluded, TestContext.Current.CancellationToken));
        }

        Assert.False(exclusion.IsExcluded);
    }
}
