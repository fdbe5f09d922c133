using HealthKit.Evidence;

namespace HealthKit.RateLimits;

/// <summary>Endpoints whose calls fall into the same buckets, measured as one.</summary>
/// <param name="parts">The limiters that a call of one client has to pass.</param>
/// <param name="others">Those of another client; null where they could not be read.</param>
internal sealed class LimiterSubject(IReadOnlyList<LimiterPart> parts, IReadOnlyList<LimiterPart>? others)
{
    private const long MostCalls = 20_000;
    private const long MostAtOnce = 2_000;
    // No sign-in limit above this can be asked for, so a higher count decides nothing more.
    private const long CountsUpTo = 600;
    private readonly List<LimiterPart> _counting = [.. parts.Where(static part => !part.LimitsCallsAtOnce)];
    private long? _burst;
    private long _calls;
    private bool _isConcurrency;
    private bool? _shared;
    private bool _isCounted;

    public List<ProbeTarget> Targets { get; } = [];

    public bool Has(IReadOnlyList<LimiterPart> asked) => parts.SequenceEqual(asked);

    /// <summary>Whether later calls within the minute can still change what is known.</summary>
    public bool CanCount => _burst is not null && !_isCounted;

    /// <summary>Calls until one is refused, then calls as another client.</summary>
    public void Burst(SecondLimiter limiter)
    {
        if (limiter.Available(this, _counting) > MostCalls)
        {
            _isConcurrency = limiter.Available(this, parts.Where(static part => part.LimitsCallsAtOnce)) <= MostAtOnce;
            return;
        }

        _burst = _calls = limiter.Drain(this, _counting, MostCalls);
        _shared = others is null ? null : limiter.Drain(this, [.. others.Where(static part => !part.LimitsCallsAtOnce)], MostCalls) * 2 < _burst;
        _isCounted = _calls > CountsUpTo;
    }

    /// <summary>Calls again until one is refused.</summary>
    public void Again(SecondLimiter limiter) => _isCounted = (_calls += limiter.Drain(this, _counting, MostCalls)) > CountsUpTo;

    /// <summary>The minute is over.</summary>
    public void Count() => _isCounted = _burst is not null;

    public EndpointRateLimit ToEvidence(ProbeTarget target) => new()
    {
        Limited = _burst is not null || _isConcurrency,
        PermitsPerMinute = _isCounted ? _calls : null,
        SharedByAllClients = _shared,
        Policy = target.Policy?.PolicyName,
    };
}
