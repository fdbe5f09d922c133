using Microsoft.FeatureManagement;

namespace HealthKit.FeatureManagement;

/// <summary>Told of every evaluation, as a session manager that remembers nothing and never answers.</summary>
internal sealed class EvaluationCounter : ISessionManager
{
    private static readonly Task<bool?> NoAnswer = Task.FromResult<bool?>(null);
    private long _evaluations;

    public long Evaluations => Volatile.Read(ref _evaluations);

    public Task SetAsync(string featureName, bool enabled)
    {
        Interlocked.Increment(ref _evaluations);
        return Task.CompletedTask;
    }

    public Task<bool?> GetAsync(string featureName) => NoAnswer;
}
