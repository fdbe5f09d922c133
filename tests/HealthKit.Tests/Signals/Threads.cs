namespace HealthKit.Tests.Signals;

/// <summary>Runs one body on several threads that start together, and rethrows what they throw.</summary>
internal static class Threads
{
    public const int Count = 4;

    public static void Run(Action<int> body)
    {
        using var start = new Barrier(Count);
        var failures = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        var threads = Enumerable.Range(0, Count).Select(number => new Thread(() =>
        {
            try
            {
                start.SignalAndWait();
                body(number);
            }
            catch (Exception failure)
            {
                failures.Enqueue(failure);
            }
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        Assert.Empty(failures);
    }
}
