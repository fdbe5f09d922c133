using System.Runtime.CompilerServices;

namespace HealthKit.Benchmarks.Pipeline;

/// <summary>Suspends whoever awaits it until the driver opens it, on the driver's thread: asynchronous without the noise of a thread pool.</summary>
internal sealed class Gate : ICriticalNotifyCompletion
{
    private Action? _waiting;

    public bool IsCompleted => false;

    public Gate GetAwaiter() => this;

    public void GetResult()
    {
        // Nothing to get.
    }

    public void OnCompleted(Action continuation) => _waiting = continuation;

    public void UnsafeOnCompleted(Action continuation) => _waiting = continuation;

    /// <summary>Lets the one that waits go on.</summary>
    public void Open()
    {
        var waiting = _waiting ?? throw new InvalidOperationException("Nobody waits.");
        _waiting = null;
        waiting();
    }
}
