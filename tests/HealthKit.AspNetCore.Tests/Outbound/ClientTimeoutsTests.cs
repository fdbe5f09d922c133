using HealthKit.Evidence;
using HealthKit.TestServers;

namespace HealthKit.Outbound;

public sealed class ClientTimeoutsTests
{
    [Fact]
    public void Knows_nothing_before_a_client_was_made()
    {
        var timeouts = new ClientTimeouts();

        Assert.Null(timeouts.Read());
        Assert.False(timeouts.HasClient);
    }

    [Theory]
    [InlineData(-1, TimeoutSetting.Infinite)]
    [InlineData(100_000, TimeoutSetting.Default)]
    [InlineData(5_000, TimeoutSetting.Explicit)]
    public async Task Reads_what_the_client_has_when_it_is_built(double milliseconds, TimeoutSetting expected)
    {
        using var http = new HttpClient();
        var timeouts = new ClientTimeouts();
        timeouts.Created(http);
        // As a typed client's constructor does.
        http.Timeout = TimeSpan.FromMilliseconds(milliseconds);

        await Eventually.TrueAsync(() => timeouts.Read()?.Setting == expected, TimeSpan.FromSeconds(10), "the timeout is read", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Shows_the_worst_of_several_and_lets_one_reading_among_many_be_chance()
    {
        var timeouts = new ClientTimeouts();
        await MakeAsync(timeouts, TimeSpan.FromSeconds(5), 1);
        await MakeAsync(timeouts, TimeSpan.FromSeconds(9), 1);
        Assert.Equal((TimeoutSetting.Explicit, TimeSpan.FromSeconds(9)), timeouts.Read());

        await MakeAsync(timeouts, ClientTimeouts.Usual, 1);
        Assert.Equal(TimeoutSetting.Default, timeouts.Read()!.Value.Setting);

        await MakeAsync(timeouts, TimeSpan.FromSeconds(5), 30);
        Assert.Equal((TimeoutSetting.Explicit, TimeSpan.FromSeconds(5)), timeouts.Read());
    }

    private static async Task MakeAsync(ClientTimeouts timeouts, TimeSpan timeout, int times)
    {
        for (var time = 0; time < times; time++)
        {
            using var http = new HttpClient { Timeout = timeout };
            timeouts.Created(http);
            await Task.Delay(25, TestContext.Current.CancellationToken);
            timeouts.Look();
        }
    }
}
