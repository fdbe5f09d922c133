namespace HealthKit.Tracing;

public sealed class UnseenTracersTests
{
    [Theory]
    [InlineData("{846F5F1C-F9AE-4B07-969E-05C26BC060D8}", "the Datadog profiler")]
    [InlineData("36032161-ffc0-4b61-b559-f6c5d41bae5a", "the New Relic profiler")]
    [InlineData("{00000000-0000-0000-0000-000000000001}", "a profiler (CORECLR_PROFILER)")]
    [InlineData("{918728DD-259F-4A6A-AC2B-B85E1B658318}", null)]
    [InlineData(null, null)]
    public void Knows_a_profiler_by_its_id_and_lets_that_of_OpenTelemetry_be_seen_by_its_listeners(string? id, string? expected)
    {
        string? Enabled(string name) => name == "CORECLR_PROFILER" ? id : "1";
        string? Disabled(string name) => name == "CORECLR_PROFILER" ? id : null;

        Assert.Equal(expected, UnseenTracers.Find(new HashSet<string>(), hasClassicInsights: false, Enabled));
        Assert.Null(UnseenTracers.Find(new HashSet<string>(), hasClassicInsights: false, Disabled));
    }

    [Fact]
    public void Knows_an_agent_by_its_assembly()
    {
        Assert.Equal("the Elastic APM agent", UnseenTracers.Find(new HashSet<string> { "Elastic.Apm" }, hasClassicInsights: false, static _ => null));
        Assert.Equal("the Application Insights SDK 2", UnseenTracers.Find(new HashSet<string>(), hasClassicInsights: true, static _ => null));
        Assert.Null(UnseenTracers.Find(new HashSet<string> { "OpenTelemetry", "Npgsql" }, hasClassicInsights: false, static _ => "0"));
    }
}
