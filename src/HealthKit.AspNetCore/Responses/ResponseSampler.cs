using HealthKit.Evidence;
using HealthKit.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace HealthKit.Responses;

/// <summary>
/// Chooses the few requests whose bodies are counted: the first ones, then some by time, and those of routes that were looked at too little. Every other
/// request costs a comparison and, while such routes are known, a look at its path.
/// </summary>
internal sealed class ResponseSampler
{
    private const int PerSecond = 10;
    private const int AtOnce = 2_000;
    private const int MostWanted = 32;
    private const int LooksThatSuffice = 40;
    private const int OneIn = 64;
    private const int MostLooks = 400;

    // Reading a body takes about a nanosecond a byte: a fiftieth of one processor at most.
    private const double SecondsPerByte = 50e-9;

    private readonly RequestRoutes _routes;
    private readonly RouteTable _table;
    private readonly SampleBudget _any;
    private readonly SampleBudget _rare;
    private readonly double _ticksPerByte;
    private readonly bool _enabled;
    private WantedRoute[]? _wanted;
    private int _turn;

    public ResponseSampler(RequestRoutes routes, RouteTable table, IOptions<HealthAuditOptions> options, TimeProvider time)
    {
        (_routes, _table, _enabled) = (routes, table, options.Value.WatchResponses);
        (_any, _rare) = (new SampleBudget(PerSecond, AtOnce, time), new SampleBudget(PerSecond, AtOnce, time));
        _ticksPerByte = SecondsPerByte * time.TimestampFrequency;
    }

    /// <summary>Whether bodies are counted at all.</summary>
    public bool IsEnabled => _enabled;

    /// <summary>Looks at a request that begins, at the given reading of the clock.</summary>
    public void Begin(HttpContext context, long now)
    {
        if (!_enabled)
        {
            return;
        }

        if (_any.TryTake(now) || (Volatile.Read(ref _wanted) is { } wanted && IsWanted(wanted, context.Request) && _rare.TryTake(now)))
        {
            Sample(context);
        }

        // Few uploads come without their length; JSON without one is everyday and no upload.
        if (context.Request.Method is ['P', ..] && context.Request.ContentLength is null && context.Request.ContentType is { Length: > 0 } type && ContentKinds.IsFile(type))
        {
            UploadSample.Attach(context, this);
        }
    }

    /// <summary>The route of a request that has completed; null for one that is in no evidence.</summary>
    public RouteEntry? RouteOf(HttpContext context)
    {
        var status = context.Response.StatusCode;
        var route = _routes.Of(context, status);
        if (route.IsExcluded)
        {
            return null;
        }

        var method = RequestMethods.IndexOf(context.Request.Method);
        return route.Entry(method, route.Kind is not RouteKind.Stream && RequestRoutes.IsStream(context, status, method), _table);
    }

    /// <summary>Spreads the cost of a large body.</summary>
    public void Charge(long bytes)
    {
        var ticks = (long)(bytes * _ticksPerByte);
        _any.Charge(ticks);
        _rare.Charge(ticks);
    }

    /// <summary>Finds the routes of which more samples are wanted; called in the background.</summary>
    public void Look()
    {
        var wanted = new List<RouteEntry>();
        foreach (var entry in _table.All)
        {
            var requests = entry.Slot.StatusCodes.Total;
            var looks = entry.Responses.Looks;
            if (entry.Key.Kind is not RouteKind.Stream && requests > looks && looks < Math.Clamp(requests / OneIn, LooksThatSuffice, MostLooks) && entry.Key.Template.StartsWith('/'))
            {
                wanted.Add(entry);
            }
        }

        // Where there are too many, each has its turn.
        var skip = wanted.Count > MostWanted ? (_turn++ * MostWanted) % wanted.Count : 0;
        var chosen = wanted.Skip(skip).Concat(wanted.Take(skip)).Take(MostWanted).Select(static entry => new WantedRoute(entry.Key.Method, entry.Key.Template)).ToArray();
        Volatile.Write(ref _wanted, chosen.Length == 0 ? null : chosen);
    }

    private static bool IsWanted(WantedRoute[] wanted, HttpRequest request)
    {
        var path = request.Path.Value.AsSpan();
        var slashes = path.Count('/');
        var method = request.Method;
        foreach (var route in wanted)
        {
            if (route.Matches(method, path, slashes))
            {
                return true;
            }
        }

        return false;
    }

    private void Sample(HttpContext context)
    {
        // Streams of gRPC messages are none of ours, and long.
        if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) != true
            && context.Features.Get<IHttpResponseBodyFeature>() is { } body)
        {
            ResponseSample.Attach(context, body, this);
        }
    }
}
