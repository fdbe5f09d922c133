using HealthKit.Outbound;
using OpenTelemetry;

namespace HealthKit.Exposition;

/// <summary>Knows the calls of OpenTelemetry's exporters: they run with instrumentation suppressed, so that they do not observe themselves.</summary>
internal sealed class SuppressedTelemetry : IOutboundExclusion
{
    public bool IsExcluded => Sdk.SuppressInstrumentation;
}
