namespace HealthKit.Tests.Signals;

/// <summary>Bytes that an action allocates on this thread once it is warm.</summary>
internal static class Allocations
{
    public static long Of(Action action)
    {
        for (int i = 0; i < 1_000; i++)
            action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++)
            action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
