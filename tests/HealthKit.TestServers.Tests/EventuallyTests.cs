namespace HealthKit.TestServers.Tests;

public sealed class EventuallyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Returns_when_the_condition_holds()
    {
        var looks = 0;

        await Eventually.TrueAsync(() => ++looks == 3, TimeSpan.FromSeconds(10), "third look", Cancellation);

        Assert.Equal(3, looks);
    }

    [Fact]
    public async Task Names_what_did_not_come()
    {
        var timeout = await Assert.ThrowsAsync<TimeoutException>(
            () => Eventually.TrueAsync(static () => false, TimeSpan.FromMilliseconds(50), "the moon turns green", Cancellation));

        Assert.Contains("the moon turns green", timeout.Message, StringComparison.Ordinal);
    }
}
