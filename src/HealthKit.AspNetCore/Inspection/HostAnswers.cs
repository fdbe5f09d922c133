using HealthKit.Pipeline;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace HealthKit.Inspection;

/// <summary>What the host's code answered about one endpoint table. What it could not answer is asked again, twice at most.</summary>
internal sealed class HostAnswers(IReadOnlyList<Endpoint> table, PipelineShape pipeline)
{
    private const int MostRepeats = 2;
    private int _repeats;

    public Answers<string, Caller> Callers { get; } = new();

    public Answers<PolicyQuestion, Verdict> Verdicts { get; } = new();

    /// <summary>Policies by name, as the host's provider gave them out.</summary>
    public Dictionary<string, Task<AuthorizationPolicy?>> Policies { get; } = new(StringComparer.Ordinal);

    public bool AreOf(IReadOnlyList<Endpoint> endpoints, PipelineShape shape) => ReferenceEquals(table, endpoints) && ReferenceEquals(pipeline, shape);

    /// <summary>Lets what was not answered be asked once more.</summary>
    public void Repeat()
    {
        var failed = Policies.Where(static policy => !policy.Value.IsCompletedSuccessfully).Select(static policy => policy.Key).ToList();
        if ((failed.Count > 0 || Callers.HasGaps || Verdicts.HasGaps) && _repeats++ < MostRepeats)
        {
            failed.ForEach(name => Policies.Remove(name));
            Callers.ForgetGaps();
            Verdicts.ForgetGaps();
        }
    }

    /// <summary>Whether a policy admits a caller.</summary>
    /// <param name="Admitted">True when it does.</param>
    internal sealed record Verdict(bool Admitted);
}
