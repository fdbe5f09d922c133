using Polly;
using Polly.CircuitBreaker;
using Polly.Telemetry;

namespace HealthKit.Resilience.CircuitBreaking;

/// <summary>The checklist's circuit breaker as a strategy of Polly. A refused call ends with Polly's own exception, so that what handles a breaker handles this one.</summary>
internal sealed class GuidanceCircuitBreaker<TResult>(BreakerState breaker, Func<Outcome<TResult>, bool> shouldHandle, ResilienceStrategyTelemetry telemetry) : ResilienceStrategy<TResult>
{
    // Named as Polly names its own breaker's events, so that dashboards show both.
    private static readonly ResilienceEvent Opened = new(ResilienceEventSeverity.Error, "OnCircuitOpened");
    private static readonly ResilienceEvent Closed = new(ResilienceEventSeverity.Information, "OnCircuitClosed");

    protected override async ValueTask<Outcome<TResult>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        if (breaker.TryEnter(out var retryAfter) is not { } era)
        {
            return Outcome.FromException<TResult>(new BrokenCircuitException("The circuit is open: the dependency failed too often, and the call was not made.", retryAfter));
        }

        var outcome = await callback(context, state).ConfigureAwait(context.ContinueOnCapturedContext);
        // Who gave up waiting says nothing of the dependency.
        if (outcome.Exception is OperationCanceledException && context.CancellationToken.IsCancellationRequested)
        {
            return outcome;
        }

        var change = breaker.Report(era, shouldHandle(outcome));
        if (change is not BreakerChange.None)
        {
            telemetry.Report(change is BreakerChange.Opened ? Opened : Closed, context, outcome, change);
        }

        return outcome;
    }
}
