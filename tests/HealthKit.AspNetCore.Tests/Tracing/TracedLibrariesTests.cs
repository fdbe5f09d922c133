using System.Diagnostics;
using HealthKit.Signals;

namespace HealthKit.Tracing;

public sealed class TracedLibrariesTests
{
    [Fact]
    public void Is_blind_to_a_library_that_is_loaded_until_somebody_listens()
    {
        var loaded = new HashSet<string> { "MySqlConnector" };
        var (none, blindSpots) = TracedLibraries.Read(loaded);
        Assert.Empty(none);
        var blind = Assert.Single(blindSpots);
        Assert.Equal("MySQL", blind.Subject);
        Assert.Contains("AddSource(\"MySqlConnector\")", blind.Cure, StringComparison.Ordinal);

        using var listener = Listener("MySqlConnector");
        var (boundaries, cleared) = TracedLibraries.Read(loaded);

        Assert.Empty(cleared);
        Assert.True(Assert.Single(boundaries).IsTraced);
    }

    [Fact]
    public void Takes_no_listener_to_everything_for_an_instrumentation_that_is_not_loaded()
    {
        using var listener = Listener("OpenTelemetry.Instrumentation.SqlClient");

        Assert.Single(TracedLibraries.Read(new HashSet<string> { "System.Data.SqlClient" }).BlindSpots);
        Assert.Empty(TracedLibraries.Read(new HashSet<string> { "System.Data.SqlClient", "OpenTelemetry.Instrumentation.SqlClient" }).BlindSpots);
        Assert.Empty(TracedLibraries.Read(new HashSet<string> { "System.Text.Json" }).BlindSpots);
    }

    [Fact]
    public void Does_not_take_HealthKits_own_listener_for_the_hosts()
    {
        const string Source = "CassandraCSharpDriver.OpenTelemetry";
        using var own = Listener(Source);
        Assert.True(ActivitySourceTwins.HasForeignListener(Source));

        OwnListeners.Add(Source);
        try
        {
            Assert.Null(ActivitySourceTwins.HasForeignListener(Source));
            Assert.Single(TracedLibraries.Read(new HashSet<string> { "Cassandra" }).BlindSpots);
        }
        finally
        {
            OwnListeners.Remove(Source);
        }
    }

    private static ActivityListener Listener(string name)
    {
        var listener = new ActivityListener { ShouldListenTo = source => source.Name == name };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
