namespace HealthKit.Pipeline;

/// <summary>The middleware in the order in which a request meets it.</summary>
internal sealed record PipelineShape
{
    /// <summary>Why it could not be read; null when it was.</summary>
    public string? Unreadable { get; init; }

    /// <summary>The way of a request that no branch takes.</summary>
    public IReadOnlyList<PipelineStep> Main { get; init; } = [];

    /// <summary>What Map and MapWhen lead to, and other ways that leave the main one.</summary>
    public IReadOnlyList<PipelineBranch> Branches { get; init; } = [];

    /// <summary>What app.Run(…) put at the end, where no endpoint was chosen; null for the framework's 404.</summary>
    public PipelineStep? Terminal { get; init; }

    /// <summary>Every middleware, on whatever way.</summary>
    public IEnumerable<PipelineStep> All => Main.Concat(Branches.SelectMany(static branch => branch.Steps));

    public PipelineStep? Find(string type) => All.FirstOrDefault(step => step.Is(type));

    /// <summary>What the main way asks before it calls an endpoint.</summary>
    public IEnumerable<PipelineStep> BeforeEndpoints => Main.TakeWhile(static step => !step.Is(PipelineInstruments.Endpoints));

    /// <summary>Where authorization stands.</summary>
    public AuthorizationPlace Authorization
    {
        get
        {
            if (Unreadable is not null || !Main.Any(static step => step.Is(PipelineInstruments.Endpoints)) || Branches.Any(static branch => branch.RunsEndpointsUnauthorized))
            {
                return AuthorizationPlace.Unknown;
            }

            var before = BeforeEndpoints.ToList();
            var authorization = before.FindLastIndex(static step => step.Is(PipelineInstruments.Authorization));
            return authorization < 0 ? AuthorizationPlace.Absent
                : authorization > before.FindLastIndex(static step => step.Is(PipelineInstruments.Routing)) ? AuthorizationPlace.AfterRouting
                : AuthorizationPlace.BeforeRouting;
        }
    }
}
