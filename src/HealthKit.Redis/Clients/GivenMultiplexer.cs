using StackExchange.Redis;

namespace HealthKit.Redis.Clients;

/// <summary>
/// What a host's factory of multiplexers gives. It is asked twice: the same object both times is shared, and none of HealthKit's to close. Two that differ were made for
/// whoever asked, and are closed: at once where they were still connecting when they were promised, else with the host, since a pool may have handed them out.
/// </summary>
internal sealed class GivenMultiplexer : IDisposable
{
    private readonly IConnectionMultiplexer _given;
    private IReadOnlyList<IConnectionMultiplexer> _own = [];

    private GivenMultiplexer(IConnectionMultiplexer given, ConfigurationOptions settings) => (_given, Settings) = (given, settings);

    /// <summary>How it connects.</summary>
    public ConfigurationOptions Settings { get; }

    public static async Task<GivenMultiplexer> AskAsync(Func<Task<IConnectionMultiplexer>> factory)
    {
        var first = factory();
        bool isMade = !first.IsCompleted;
        var given = new GivenMultiplexer(await first.ConfigureAwait(false), ConfigurationOptions.Parse((await first.ConfigureAwait(false)).Configuration));
        try
        {
            var second = factory();
            isMade &= !second.IsCompleted;
            var again = await second.ConfigureAwait(false);
            if (!ReferenceEquals(given._given, again))
            {
                given._own = [given._given, again];
            }
        }
#pragma warning disable CA1031 // The host's own code may throw anything; what it has given is known already.
        catch (Exception)
#pragma warning restore CA1031
        {
            isMade = false;
        }

        if (isMade)
        {
            given.Dispose();
        }

        return given;
    }

    /// <summary>Whether it is the client's own.</summary>
    public bool Is(IConnectionMultiplexer? client) => ReferenceEquals(_given, client);

    public void Dispose()
    {
        foreach (var own in _own)
        {
            own.Dispose();
        }

        _own = [];
    }
}
