using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace HealthKit.Correlation;

/// <summary>
/// Looks at the first thousand requests, and at one of 1,024 after them: has it an activity, does its id stand in the log scope, does the answer carry
/// it back. Puts the id on every answer where the host asks for that.
/// </summary>
internal sealed class CorrelationWatch
{
    private const ulong Always = 1_000;
    private const ulong Every = 1_024;
    private const int LongestId = 128;

    private static readonly string[] Echoes = ["X-Request-ID", "X-Correlation-ID", "Request-Id", "traceparent", "traceresponse", "X-Trace-Id"];

    private readonly LogScopes _scopes;
    private readonly string? _header;
    private readonly Func<object, Task> _starting;
    private readonly Func<object, Task> _completed;
    private ulong _requests;
    private long _examined;
    private long _withActivity;
    private long _withScope;
    private long _answers;
    private long _echoes;

    public CorrelationWatch(LogScopes scopes, IOptions<HealthAuditOptions> options)
    {
        (_scopes, _header) = (scopes, options.Value.RequestIdHeader);
        (_starting, _completed) = (Starting, Completed);
    }

    public long ScopesExamined => _scopes.Provider is null ? 0 : Volatile.Read(ref _examined);

    public long ScopesWithId => Volatile.Read(ref _withScope);

    /// <summary>True when most answers carry an id; null before the first.</summary>
    public bool? EchoesId => Volatile.Read(ref _answers) is var answers and > 0 ? Volatile.Read(ref _echoes) * 2 > answers : null;

    /// <summary>Why ids cannot be followed, and what would let them be; null when they can.</summary>
    public string? Obstacle(bool callsOut)
    {
        var examined = Volatile.Read(ref _examined);
        return examined > 0 && Volatile.Read(ref _withActivity) == 0 ? "Requests have no trace id, since neither a logging provider nor tracing is on. Add a logging provider, or AddOpenTelemetry().WithTracing(…)."
            : !callsOut && examined > 0 && _scopes.Provider is null ? "The host's logger factory does not show its scopes, and no outbound call was made that would show the id. Call AddHealthAudit() after ClearProviders(), or attest the check."
            : null;
    }

    /// <summary>Looks at a request that begins.</summary>
    public void Begin(HttpContext context)
    {
        // A plain count: what a race loses is one look.
        var request = ++_requests;
        var isExamined = request <= Always || request % Every == 0;
        if (isExamined || _header is not null)
        {
            Begin(context, isExamined);
        }
    }

    private void Begin(HttpContext context, bool isExamined)
    {
        try
        {
            if (_header is not null)
            {
                context.Response.OnStarting(_starting, context);
            }

            if (isExamined)
            {
                Examine(context);
            }
        }
#pragma warning disable CA1031 // A scope is the host's own object; what it throws must not become a fault of the request.
        catch (Exception)
#pragma warning restore CA1031
        {
            // Not examined.
        }
    }

    private void Examine(HttpContext context)
    {
        var activity = Activity.Current;
        Interlocked.Increment(ref _examined);
        if (activity is not null)
        {
            Interlocked.Increment(ref _withActivity);
        }

        if (_scopes.Provider is not null && _scopes.Hold(activity?.TraceId.ToHexString(), context.TraceIdentifier))
        {
            Interlocked.Increment(ref _withScope);
        }

        context.Response.OnCompleted(_completed, context);
    }

    private Task Completed(object state)
    {
        var headers = ((HttpContext)state).Response.Headers;
        Interlocked.Increment(ref _answers);
        if (Array.Exists(Echoes, headers.ContainsKey) || (_header is not null && headers.ContainsKey(_header)))
        {
            Interlocked.Increment(ref _echoes);
        }

        return Task.CompletedTask;
    }

    // As late as can be, since an exception handler clears the headers that were set before.
    private Task Starting(object state)
    {
        var context = (HttpContext)state;
        if (!context.Response.Headers.ContainsKey(_header!))
        {
            context.Response.Headers[_header!] = Inbound(context) ?? Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
        }

        return Task.CompletedTask;
    }

    // The caller's own id, unless it could do harm in a header or a log.
    private string? Inbound(HttpContext context) =>
        context.Request.Headers[_header!] is [{ Length: > 0 and <= LongestId } id] && id.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or ':') ? id : null;
}
