using System.Globalization;
using HealthKit.Evidence;

namespace HealthKit.Outbound;

/// <summary>The deadlines of gRPC calls, which use a handler without HttpClient, so that the deadline of each call is all that bounds it.</summary>
internal sealed class GrpcDeadlines
{
    private long _calls;
    private long _endless;
    private long _longestTicks;

    public void Note(HttpRequestMessage request)
    {
        if (request.Content is not { } content || !content.Headers.NonValidated.TryGetValues("Content-Type", out var types) || !types.ToString().StartsWith("application/grpc", StringComparison.Ordinal))
        {
            return;
        }

        Interlocked.Increment(ref _calls);
        if (request.Headers.NonValidated.TryGetValues("grpc-timeout", out var values) && Parse(values.ToString()) is { } deadline)
        {
            Signals.InterlockedMax.Raise(ref _longestTicks, deadline.Ticks);
        }
        else
        {
            Interlocked.Increment(ref _endless);
        }
    }

    /// <summary>The worst deadline in use; null when no gRPC call was seen.</summary>
    public (TimeoutSetting Setting, TimeSpan? Value)? Read() =>
        Volatile.Read(ref _calls) == 0 ? null
        : Volatile.Read(ref _endless) > 0 ? (TimeoutSetting.Infinite, null)
        : (TimeoutSetting.Explicit, TimeSpan.FromTicks(Volatile.Read(ref _longestTicks)));

    // gRPC over HTTP/2: at most eight digits and a unit.
    private static TimeSpan? Parse(string value)
    {
        if (value.Length < 2 || !long.TryParse(value.AsSpan(0, value.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        return value[^1] switch
        {
            'H' => TimeSpan.FromHours(number),
            'M' => TimeSpan.FromMinutes(number),
            'S' => TimeSpan.FromSeconds(number),
            'm' => TimeSpan.FromMilliseconds(number),
            'u' => TimeSpan.FromMicroseconds(number),
            'n' => TimeSpan.FromTicks(number / TimeSpan.NanosecondsPerTick),
            _ => null,
        };
    }
}
