using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Observability;

public class DistributedTracingTests
{
    private static readonly Check Check = Checklist.DistributedTracing;

    [Fact]
    public void Fails_a_service_that_nobody_traces_and_passes_once_all_is_listened_to()
    {
        var dark = Given.Traced() with
        {
            RecordedRequests = 0,
            Exporters = [],
            Boundaries = [new TracedBoundary { Name = "incoming HTTP", Crossings = 1_000, ActivitySource = "Microsoft.AspNetCore", HasForeignListener = false }],
        };

        var red = Given.Decide(Check, dark);

        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Equal(Doubt.NotFound, red.Doubt);
        Assert.Contains("nobody listens to Microsoft.AspNetCore", red.Observed, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Traced()).Outcome);
    }

    [Theory]
    [InlineData(20, 0, Outcome.Warn)]
    [InlineData(19, 0, Outcome.Unknown)]
    [InlineData(20, 1, Outcome.Pass)]
    [InlineData(0, 0, Outcome.Unknown)]
    public void Learns_from_the_crossings_that_it_left_to_others(long watched, long recorded, Outcome expected)
    {
        var tracing = Given.Traced();
        var boundaries = new[] { tracing.Boundaries[0], tracing.Boundaries[1] with { Watched = watched, Recorded = recorded } };

        Assert.Equal(expected, Given.Decide(Check, tracing with { Boundaries = boundaries }).Outcome);
    }

    [Fact]
    public void Refutes_by_one_dark_boundary_of_two()
    {
        var tracing = Given.Traced();
        var verdict = Given.Decide(Check, tracing with { Boundaries = [tracing.Boundaries[0], tracing.Boundaries[1] with { Recorded = 0 }] });

        Assert.Equal(Doubt.Refuted, verdict.Doubt);
        Assert.Equal("PostgreSQL", Assert.Single(verdict.Offenders).Subject);
    }

    [Fact]
    public void Does_not_know_of_a_boundary_without_a_source_unless_it_is_not_in_use()
    {
        var tracing = Given.Traced();
        var redis = new TracedBoundary { Name = "Redis", Crossings = 500 };

        var verdict = Given.Decide(Check, tracing with { Boundaries = [.. tracing.Boundaries, redis] });

        Assert.Equal(Doubt.Blind, verdict.Doubt);
        Assert.Contains("Redis", verdict.Reason, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, tracing with { Boundaries = [.. tracing.Boundaries, redis with { Crossings = 0 }] }).Outcome);
    }

    [Fact]
    public void Does_not_take_a_listener_for_traces_that_arrive()
    {
        var tracing = Given.Traced();

        Assert.Equal(Outcome.Fail, Given.Decide(Check, tracing with { Exporters = [new TraceExporter("OTLP to collector", 0, 60)] }).Outcome);
        Assert.Equal(Outcome.Warn, Given.Decide(Check, tracing with { Exporters = [new TraceExporter("OTLP to collector", 59, 1)] }).Outcome);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, tracing with { Exporters = [] }).Doubt);
    }

    [Theory]
    [InlineData(1_000, 10, Outcome.Pass)]
    [InlineData(1_000, 0, Outcome.Unknown)]
    [InlineData(10_000, 0, Outcome.Warn)]
    [InlineData(99, 99, Outcome.Unknown)]
    [InlineData(100, 1, Outcome.Pass)]
    public void States_sampling_without_punishing_it_but_wants_one_recording(long requests, long recorded, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.Traced() with { Requests = requests, RecordedRequests = recorded }).Outcome);

    [Fact]
    public void Is_unknown_without_evidence_or_boundaries()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Given.Traced() with { Boundaries = [] }).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Traced() with { BlindSpots = [new BlindSpot("gRPC exporter", "It has no meter.", "Use OTLP over HTTP.")] }).Doubt);
    }

    [Fact]
    public void Leaves_to_callers_what_they_decline()
    {
        var tracing = Given.Traced() with { Requests = 20_000, RecordedRequests = 0, RequestsDeclinedByCallers = 15_000 };
        var verdict = Given.Decide(Check, tracing);

        Assert.Equal(Doubt.TooFewSamples, verdict.Doubt);
        Assert.Contains("15000 came with a trace that the caller does not record", verdict.Observed, StringComparison.Ordinal);
        Assert.Equal(Outcome.Warn, Given.Decide(Check, tracing with { RequestsDeclinedByCallers = 10_000 }).Outcome);
    }

    [Fact]
    public void Does_not_refute_what_a_tracer_out_of_sight_may_trace()
    {
        var tracing = Given.Traced();
        var dark = tracing with { UnseenTracer = "the Datadog profiler", Boundaries = [tracing.Boundaries[0], tracing.Boundaries[1] with { Recorded = 0 }] };
        var verdict = Given.Decide(Check, dark);

        Assert.Equal(Doubt.Blind, verdict.Doubt);
        Assert.Contains("the Datadog profiler", verdict.Reason, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, tracing with { UnseenTracer = "the Datadog profiler" }).Outcome);
    }

    [Fact]
    public void Refutes_a_listener_that_records_none_of_the_crossings_of_recorded_requests()
    {
        var tracing = Given.Traced();
        var outbound = new TracedBoundary { Name = "outbound HTTP", Crossings = 500, ActivitySource = "System.Net.Http", HasForeignListener = true, Watched = 20 };
        var verdict = Given.Decide(Check, tracing with { Boundaries = [.. tracing.Boundaries, outbound] });

        Assert.Equal((Outcome.Warn, "outbound HTTP"), (verdict.Outcome, Assert.Single(verdict.Offenders).Subject));
        Assert.Contains("recorded none of 20 crossings", verdict.Observed, StringComparison.Ordinal);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, tracing with { Boundaries = [.. tracing.Boundaries, outbound with { Watched = 19 }] }).Outcome);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, tracing with { Boundaries = [.. tracing.Boundaries, outbound with { Recorded = 1 }] }).Outcome);
    }

    [Fact]
    public void Joins_what_packages_say_of_boundaries_and_drops_the_blind_spots_that_they_clear()
    {
        var host = Given.Traced() with
        {
            Boundaries = [Given.Traced().Boundaries[0], new TracedBoundary { Name = "Redis", ActivitySource = "twin", HasForeignListener = true }],
            BlindSpots = [new BlindSpot("PostgreSQL", "Npgsql is loaded.", "Attest it."), new BlindSpot("Kafka", "It is loaded.", "Attest it.")],
        };
        var package = Given.Traced() with { Requests = 0, RecordedRequests = 0, Exporters = [], Boundaries = [Given.Traced().Boundaries[1], new TracedBoundary { Name = "Redis", Crossings = 7 }] };

        foreach (var joined in new[] { (TracingEvidence)host.JoinedWith(package), (TracingEvidence)package.JoinedWith(host) })
        {
            Assert.Equal(["PostgreSQL", "Redis", "incoming HTTP"], joined.Boundaries.Select(static boundary => boundary.Name).Order(StringComparer.Ordinal));
            Assert.Null(joined.Boundaries.Single(static boundary => boundary.Name == "Redis").ActivitySource);
            Assert.Equal("Kafka", Assert.Single(joined.BlindSpots).Subject);
            Assert.Equal((1_000, 1_000), (joined.Requests, joined.RecordedRequests));
            Assert.Single(joined.Exporters);
        }
    }
}
