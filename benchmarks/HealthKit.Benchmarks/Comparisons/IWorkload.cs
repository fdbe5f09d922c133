namespace HealthKit.Benchmarks.Comparisons;

/// <summary>A started variant.</summary>
internal interface IWorkload : IAsyncDisposable
{
    /// <summary>Does it so many times on the calling thread.</summary>
    void Run(int operations);

    /// <summary>Throws unless the variant has recorded exactly so many operations: what records nothing costs nothing.</summary>
    Task VerifyAsync(long operations);

    /// <summary>Bytes of one operation under real circumstances, all threads counted; null where <see cref="Run"/> is real already.</summary>
    Task<double?> RealBytesAsync() => Task.FromResult<double?>(null);
}
