namespace HealthKit.Pipeline;

/// <summary>A way that leaves the main one.</summary>
/// <param name="Fork">The middleware that leads to it.</param>
/// <param name="IsMapped">True for Map and MapWhen, which answer outside the endpoint table.</param>
/// <param name="IsAuthorized">True when the main way asked for authorization before.</param>
/// <param name="Steps">The middleware on it.</param>
internal sealed record PipelineBranch(PipelineStep Fork, bool IsMapped, bool IsAuthorized, IReadOnlyList<PipelineStep> Steps)
{
    /// <summary>Endpoints are called from here, and nobody asked their policies.</summary>
    public bool RunsEndpointsUnauthorized =>
        !IsAuthorized && Steps.TakeWhile(static step => !step.Is(PipelineInstruments.Authorization)).Any(static step => step.Is(PipelineInstruments.Endpoints));

    /// <summary>True when something of it answers requests that the endpoint table knows nothing of.</summary>
    public bool AnswersByItself => IsMapped && !Steps.Any(static step => step.Is(PipelineInstruments.Endpoints)) && !Steps.Any(static step => PipelineInstruments.Harmless.Any(step.Is));
}
