using System.Diagnostics;
using HealthKit.Npgsql.Commands;
using HealthKit.Signals;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Npgsql.Tests.Custody;

/// <summary>The mean that decides whether 4.2 may advise a smaller pool.</summary>
public class CustodyTimeTests
{
    private static readonly object Source = new();

    [Fact]
    public async Task Leaves_out_requests_whose_time_cannot_be()
    {
        var services = new ServiceCollection();
        services.AddHealthAudit().AddNpgsql();
        await using var provider = services.BuildServiceProvider();
        var signals = provider.GetRequiredService<DatabaseSignals>();

        // What a lost addition leaves: the whole time since the machine started, too short or too long.
        Complete(signals, opened: int.MaxValue, closed: 0);
        Complete(signals, opened: 0, closed: int.MaxValue);
        Assert.Null(signals.Custody.CustodyPerRequest);

        Complete(signals, opened: 1_000, closed: 1_003);
        Complete(signals, opened: 0, closed: int.MaxValue);
        Complete(signals, opened: 1_000, closed: 1_005);
        Assert.Equal(TimeSpan.FromMilliseconds(4), signals.Custody.CustodyPerRequest);
    }

    private static void Complete(DatabaseSignals signals, int opened, int closed)
    {
        var scope = new RequestScope(null, Stopwatch.GetTimestamp());
        Assert.True(scope.Begin(new RequestConnections(Source, 1, 0, opened) { IsTimed = true }).Remove(1, closed));
        signals.Custody.Complete(scope, "/", warmingUp: false);
    }
}
