using HealthKit.Evidence;

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
    public void Reads_a_client_that_calls_as_it_is_by_then(double milliseconds, TimeoutSetting expected)
    {
        using var http = new HttpClient();
        var timeouts = new ClientTimeouts();
        timeouts.Created(http);
        // As a typed client's constructor does.
        http.Timeout = TimeSpan.FromMilliseconds(milliseconds);
        timeouts.Note(http);

        Assert.Equal(expected, timeouts.Read()!.Value.Setting);
    }

    [Fact]
    public void Shows_the_worst_of_several()
    {
        var timeouts = new ClientTimeouts();
        Note(timeouts, TimeSpan.FromSeconds(5));
        Note(timeouts, TimeSpan.FromSeconds(9));
        Assert.Equal((TimeoutSetting.Explicit, TimeSpan.FromSeconds(9)), timeouts.Read());

        Note(timeouts, ClientTimeouts.Usual);
        Assert.Equal(TimeoutSetting.Default, timeouts.Read()!.Value.Setting);

        Note(timeouts, Timeout.InfiniteTimeSpan);
        Assert.Equal(TimeoutSetting.Infinite, timeouts.Read()!.Value.Setting);
    }

    [Fact]
    public void Knows_the_only_client_although_it_was_made_in_another_flow()
    {
        using var only = new HttpClient { Timeout = TimeSpan.FromSeconds(4) };
        var timeouts = new ClientTimeouts();
        timeouts.Created(only);

        Assert.Equal((TimeoutSetting.Explicit, TimeSpan.FromSeconds(4)), timeouts.Read());
    }

    private static void Note(ClientTimeouts timeouts, TimeSpan timeout)
    {
        using var http = new HttpClient { Timeout = timeout };
        timeouts.Created(http);
        timeouts.Note(http);
    }
}
