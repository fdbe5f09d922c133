using System.Diagnostics;
using OpenTelemetry.Context.Propagation;

namespace HealthKit.Tracing;

/// <summary>The single header of Zipkin, as meshes send it: trace, span and decision.</summary>
internal sealed class B3Propagator : TextMapPropagator
{
    public const string Header = "b3";

    public override ISet<string>? Fields { get; } = new HashSet<string> { Header };

    public override PropagationContext Extract<T>(PropagationContext context, T carrier, Func<T, string, IEnumerable<string>?> getter) =>
        getter(carrier, Header)?.FirstOrDefault()?.Split('-') is [var trace, var span, var decision]
            ? new PropagationContext(new ActivityContext(ActivityTraceId.CreateFromString(trace), ActivitySpanId.CreateFromString(span), decision == "1" ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None, isRemote: true), context.Baggage)
            : context;

    public override void Inject<T>(PropagationContext context, T carrier, Action<T, string, string> setter) =>
        setter(carrier, Header, $"{context.ActivityContext.TraceId}-{context.ActivityContext.SpanId}-{(context.ActivityContext.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? 1 : 0)}");
}
