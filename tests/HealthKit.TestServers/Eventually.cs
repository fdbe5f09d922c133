using System.Diagnostics;

namespace HealthKit.TestServers;

/// <summary>Waits for an event itself, with a bound; the only place in the tests that polls.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns as soon as the condition holds.</summary>
    /// <exception cref="TimeoutException">It did not hold in time; the message names <paramref name="what"/>.</exception>
    public static Task TrueAsync(Func<bool> condition, TimeSpan timeout, string what, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return TrueAsync(() => Task.FromResult(condition()), timeout, what, cancellationToken);
    }

    /// <inheritdoc cref="TrueAsync(Func{bool}, TimeSpan, string, CancellationToken)"/>
    public static async Task TrueAsync(
        Func<Task<bool>> condition, TimeSpan timeout, string what, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) > timeout)
                throw new TimeoutException($"Not within {timeout.TotalSeconds:0.##} s: {what}.");
            await Task.Delay(Pause, cancellationToken);
        }
    }
}
