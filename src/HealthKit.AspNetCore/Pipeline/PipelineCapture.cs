using Microsoft.AspNetCore.Http;

namespace HealthKit.Pipeline;

/// <summary>The host's built pipeline, from behind HealthKit's own middleware on.</summary>
internal sealed class PipelineCapture
{
    private RequestDelegate? _inner;
    private PipelineShape? _shape;

    public void Capture(RequestDelegate inner) => Volatile.Write(ref _inner, inner);

    /// <summary>What it consists of, read at the first call; null before it was built.</summary>
    public PipelineShape? Shape => Volatile.Read(ref _shape) ?? (Volatile.Read(ref _inner) is { } inner ? _shape = Read(inner) : null);

    private static PipelineShape Read(RequestDelegate inner)
    {
        try
        {
            return PipelineWalk.Read(inner);
        }
#pragma warning disable CA1031 // Unknown, never wrong and never thrown.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new PipelineShape { Unreadable = $"Reading the pipeline threw {exception.GetType().Name}." };
        }
    }
}
