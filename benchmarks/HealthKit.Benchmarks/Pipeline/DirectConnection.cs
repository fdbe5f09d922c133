namespace HealthKit.Benchmarks.Pipeline;

/// <summary>One kept-alive connection without its context's type.</summary>
internal abstract class DirectConnection
{
    /// <summary>Makes so many requests one after the other and returns when all are completed.</summary>
    public abstract void Run(string path, int requests);

    /// <summary>Makes one request and returns the body of its answer.</summary>
    public abstract Task<string> GetAsync(string path);
}
