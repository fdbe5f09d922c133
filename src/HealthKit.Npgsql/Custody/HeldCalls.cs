namespace HealthKit.Npgsql.Custody;

/// <summary>What one request held over its outbound calls, by host.</summary>
internal sealed class HeldCalls
{
    private const int MostHosts = 32;

    private readonly Dictionary<string, long> _ticks = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds connection time in units of 100 ns.</summary>
    public void Add(string host, long ticks)
    {
        lock (_ticks)
        {
            if (_ticks.TryGetValue(host, out var known) || _ticks.Count < MostHosts)
            {
                _ticks[host] = known + ticks;
            }
        }
    }

    /// <summary>What was held, by host.</summary>
    public KeyValuePair<string, long>[] Read()
    {
        lock (_ticks)
        {
            return [.. _ticks];
        }
    }
}
