using HealthKit.Evidence;
using Microsoft.AspNetCore.Http;

namespace HealthKit.RateLimits;

/// <summary>Measures the endpoints that ask for the same policy, on one limiter of their own.</summary>
internal sealed class GroupProbe(IServiceProvider services, LimiterProbeTiming timing)
{
    private const int MostCalls = 20_000;
    private const int CallsForOthers = 2_000;
    private const int Together = 500;
    private const int MostAtOnce = 2_000;
    // No sign-in limit above this can be asked for, so a higher count decides nothing more.
    private const long CountsUpTo = 600;
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(10);

    /// <summary>Reports limits as they become known: first whether there are any, after a minute how many calls they let through.</summary>
    public async Task MeasureAsync(IReadOnlyList<ProbeTarget> targets, Action<IReadOnlyList<(ProbeTarget, EndpointRateLimit)>> report, CancellationToken stop)
    {
        using var shadow = ShadowLimiter.Create(services);
        if (shadow is null)
        {
            return;
        }

        var first = targets[0];
        if (!IsApart(shadow, first))
        {
            return;
        }

        var client = first.NewClient(services);
        var start = TimeProvider.System.GetTimestamp();
        var measured = await BurstAsync(shadow, first, client, MostCalls, stop).ConfigureAwait(false);
        report([(first, measured.ToEvidence(first.Policy?.PolicyName))]);
        // A global limiter may tell paths apart, so the others are tried too, each as a client of its own.
        List<ProbeTarget> alike = [first];
        foreach (var target in targets.Skip(1))
        {
            if (!IsApart(shadow, target))
            {
                continue;
            }

            if (measured.Shared == true)
            {
                alike.Add(target);
                continue;
            }

            var other = await BurstAsync(shadow, target, target.NewClient(services), Math.Min(MostCalls, Math.Max(CallsForOthers, (measured.Burst ?? 0) * 2)), stop).ConfigureAwait(false);
            if (IsAlike(measured, other))
            {
                alike.Add(target);
            }
            else
            {
                report([(target, other.ToEvidence(target.Policy?.PolicyName))]);
            }
        }

        report([.. alike.Select(target => (target, measured.ToEvidence(target.Policy?.PolicyName)))]);
        if (measured.Burst is { } burst)
        {
            measured = measured with { PerMinute = await CountAsync(shadow, client, burst, start, stop).ConfigureAwait(false) };
            report([.. alike.Select(target => (target, measured.ToEvidence(target.Policy?.PolicyName)))]);
        }
    }

    private bool IsApart(ShadowLimiter shadow, ProbeTarget target)
    {
        var context = target.NewClient(services);
        if (shadow.Options.GlobalLimiter is { } global && !LimiterParts.IsApart(global, context))
        {
            return false;
        }

        if (target.Policy is not { } attribute)
        {
            return true;
        }

        // A policy that the endpoint carries itself is the live one; what it does on a refusal cannot be silenced.
        return LimiterParts.PolicyOf(attribute, shadow.Options, services) is { } policy
            && (attribute.PolicyName is not null || !LimiterParts.Speaks(policy))
            && LimiterParts.IsApart(policy, context);
    }

    private async Task<Measured> BurstAsync(ShadowLimiter shadow, ProbeTarget target, HttpContext client, long most, CancellationToken stop)
    {
        var burst = await DrainAsync(shadow, client, most, stop).ConfigureAwait(false);
        if (burst >= most)
        {
            var atOnce = await shadow.HoldAsync(() => target.NewClient(services), MostAtOnce).ConfigureAwait(false)
                ?? await shadow.HoldAsync(Repeated(target), MostAtOnce).ConfigureAwait(false);
            return new Measured(null, atOnce is not null, null, null);
        }

        var second = await DrainAsync(shadow, target.NewClient(services), burst, stop).ConfigureAwait(false);
        return new Measured(burst, false, second * 2 < burst, null);
    }

    // One client again and again; each call needs a context of its own, since none of them ends.
    private Func<HttpContext> Repeated(ProbeTarget target)
    {
        var address = target.NewClient(services).Connection.RemoteIpAddress;
        return () =>
        {
            var context = target.NewClient(services);
            context.Connection.RemoteIpAddress = address;
            return context;
        };
    }

    private static async Task<long> DrainAsync(ShadowLimiter shadow, HttpContext client, long most, CancellationToken stop)
    {
        long calls = 0;
        while (calls < most && await shadow.CallAsync(client).ConfigureAwait(false))
        {
            calls++;
            if (calls % Together == 0)
            {
                await Task.Delay(Rest, stop).ConfigureAwait(false);
            }
        }

        return calls;
    }

    private async Task<long> CountAsync(ShadowLimiter shadow, HttpContext client, long burst, long start, CancellationToken stop)
    {
        var calls = burst;
        while (calls <= CountsUpTo && TimeProvider.System.GetElapsedTime(start) + timing.Step < timing.Minute)
        {
            await Task.Delay(timing.Step, stop).ConfigureAwait(false);
            calls += await DrainAsync(shadow, client, CountsUpTo, stop).ConfigureAwait(false);
        }

        return calls;
    }

    private static bool IsAlike(Measured one, Measured other) =>
        one.IsConcurrency == other.IsConcurrency
        && (one.Burst, other.Burst) switch
        {
            (null, null) => true,
            ({ } a, { } b) => Math.Abs(a - b) <= Math.Max(a, b) / 4,
            _ => false,
        };
}
