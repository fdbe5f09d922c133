using System.Diagnostics;

namespace HealthKit.Tracing;

public sealed class CallTracesTests
{
    private const string RequestSource = "HealthKit.Tests.CallTraces.Requests";
    private static readonly ActivitySource Requests = new(RequestSource);
    private static readonly ActivitySource Calls = new("HealthKit.Tests.CallTraces.Calls");

    [Theory]
    [InlineData(ActivitySamplingResult.AllDataAndRecorded, true, 1, 1)]
    [InlineData(ActivitySamplingResult.AllDataAndRecorded, false, 1, 0)]
    [InlineData(ActivitySamplingResult.AllData, false, 0, 0)]
    [InlineData(ActivitySamplingResult.PropagationData, false, 0, 0)]
    public void Counts_a_call_against_a_tracer_only_below_what_it_records(ActivitySamplingResult ofRequest, bool isCallRecorded, long watched, long recorded)
    {
        using var listener = Listener(ofRequest, isCallRecorded);
        using var request = Requests.StartActivity("request");
        var (http, grpc) = (new CallTraces(), new CallTraces());

        using (Start(TracingInstruments.HttpCall))
        {
            http.Note(Activity.Current);
        }

        using (Start(TracingInstruments.GrpcCall))
        using (new Activity(TracingInstruments.HttpCall).Start())
        {
            grpc.Note(Activity.Current);
        }

        Assert.Equal((1, watched, recorded), (http.Http.Calls, http.Http.Watched, http.Http.Recorded));
        Assert.Equal((1, watched, recorded), (grpc.Grpc.Calls, grpc.Grpc.Watched, grpc.Grpc.Recorded));
        Assert.Equal((0, 0), (http.Grpc.Calls, grpc.Http.Calls));
    }

    [Fact]
    public void Counts_a_call_where_only_a_logger_made_an_activity_and_none_in_the_background()
    {
        var traces = new CallTraces();
        traces.Note(null);
        Assert.Equal((1, 0), (traces.Http.Calls, traces.Http.Watched));

        using var request = new Activity("Microsoft.AspNetCore.Hosting.HttpRequestIn").Start();
        traces.Note(request);
        using var call = new Activity(TracingInstruments.HttpCall).Start();
        traces.Note(call);

        Assert.Equal((3, 2, 0), (traces.Http.Calls, traces.Http.Watched, traces.Http.Recorded));
    }

    // As the libraries do: without a listener that wants it, the activity is made by hand.
    private static Activity Start(string name) => Calls.StartActivity(name) ?? new Activity(name).Start();

    private static ActivityListener Listener(ActivitySamplingResult ofRequest, bool isCallRecorded)
    {
        var listener = new ActivityListener
        {
            // By name: a source asks while it is made, when the field does not hold it yet.
            ShouldListenTo = static source => source.Name.StartsWith("HealthKit.Tests.CallTraces.", StringComparison.Ordinal),
            Sample = (ref options) => options.Source.Name == RequestSource ? ofRequest
                : isCallRecorded ? ActivitySamplingResult.AllDataAndRecorded
                : ActivitySamplingResult.None,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
