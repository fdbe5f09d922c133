using HealthKit.Signals;

namespace HealthKit.Caching;

/// <summary>One call's own fill: if it runs, the look-up was a miss.</summary>
internal readonly struct HybridFill<TState, T>(PrefixSlot prefix, HybridCall call, RequestScope? scope, bool stores, TState state, Func<TState, CancellationToken, ValueTask<T>> fill)
{
    public static readonly Func<HybridFill<TState, T>, CancellationToken, ValueTask<T>> Callback = static (self, token) => self.RunAsync(token);

    private async ValueTask<T> RunAsync(CancellationToken cancellationToken)
    {
        call.Filled = true;
        prefix.CountMiss();

        // HybridCache runs a fill that may be cancelled without the flow of the request that asked for it; its queries are that request's all the same.
        if (scope is not null && RequestScope.Current is null)
        {
            scope.Enter();
        }

        var value = await fill(state, cancellationToken).ConfigureAwait(false);
        if (stores)
        {
            prefix.CountFill();
            prefix.CountSet(expires: true);
            if (value is null)
            {
                prefix.CountAbsence();
            }
        }

        return value;
    }
}
