using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HealthKit.RateLimits;

/// <summary>A second limiter, made from the host's own options, in a pipeline of its own that ends here. Disposing it ends its timers.</summary>
internal sealed class ShadowLimiter : IDisposable
{
    private const int Refused = 599;
    private readonly QuietMeters _meters = new();
    private readonly RequestDelegate _pipeline;
    private bool _reached;
    private TaskCompletionSource? _hold;

    private ShadowLimiter(RateLimiterOptions options, IServiceProvider services)
    {
        var builder = new ApplicationBuilder(new ShadowServices(services, _meters));
        builder.UseRateLimiter(options);
        builder.Run(_ =>
        {
            _reached = true;
            return _hold?.Task ?? Task.CompletedTask;
        });
        _pipeline = builder.Build();
        Options = options;
    }

    public RateLimiterOptions Options { get; }

    /// <summary>Null when the options' limiters could not be kept apart from the live ones.</summary>
    public static ShadowLimiter? Create(IServiceProvider services)
    {
        var live = services.GetRequiredService<IOptions<RateLimiterOptions>>().Value;
        var fresh = services.GetRequiredService<IOptionsFactory<RateLimiterOptions>>().Create(Microsoft.Extensions.Options.Options.DefaultName);
        if (ReferenceEquals(fresh, live) || (fresh.GlobalLimiter is { } limiter && ReferenceEquals(limiter, live.GlobalLimiter)) || !LimiterParts.Silence(fresh, services))
        {
            return null;
        }

        fresh.RejectionStatusCode = Refused;
        return new ShadowLimiter(fresh, services);
    }

    /// <summary>True when a call came through, false when it was refused or would have had to wait.</summary>
    public async Task<bool> CallAsync(HttpContext context)
    {
        _reached = false;
        using var abort = new CancellationTokenSource();
        context.RequestAborted = abort.Token;
        context.Response.StatusCode = StatusCodes.Status200OK;
        var call = _pipeline(context);
        if (!call.IsCompleted && !_reached)
        {
            await abort.CancelAsync().ConfigureAwait(false);
            await call.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return false;
        }

        await call.ConfigureAwait(false);
        return _reached;
    }

    /// <summary>How many calls are let in at once, none of them ending; null when all were.</summary>
    public async Task<int?> HoldAsync(Func<HttpContext> next, int most)
    {
        _hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = new List<Task>();
        using var abort = new CancellationTokenSource();
        int? limit = null;
        for (var count = 0; count < most && limit is null; count++)
        {
            _reached = false;
            var context = next();
            context.RequestAborted = abort.Token;
            held.Add(_pipeline(context));
            limit = _reached ? null : count;
        }

        await abort.CancelAsync().ConfigureAwait(false);
        _hold.SetResult();
        await Task.WhenAll(held).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _hold = null;
        return limit;
    }

    public void Dispose()
    {
        foreach (var limiter in _pipeline.Target is { } middleware ? LimiterParts.LimitersOf(middleware) : [])
        {
            limiter.Dispose();
        }

        _meters.Dispose();
    }
}
