namespace HealthKit.Npgsql.Commands;

/// <summary>Marks the flow of HealthKit's own database work, so that it is never taken for the application's.</summary>
internal static class OwnWork
{
    private static readonly AsyncLocal<bool> Mark = new();

    /// <summary>True in HealthKit's own flow.</summary>
    public static bool IsCurrent => Mark.Value;

    /// <summary>Runs work outside the caller's flow: no request is blamed for it and no transaction or trace reaches into it.</summary>
    public static Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            return Task.Run(() => Marked(work, cancellationToken), cancellationToken);
        }

        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(() => Marked(work, cancellationToken), cancellationToken);
        }
    }

    private static Task<T> Marked<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        Mark.Value = true;
        return work(cancellationToken);
    }
}
