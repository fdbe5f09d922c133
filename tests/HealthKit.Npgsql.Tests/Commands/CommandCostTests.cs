using System.Diagnostics.Metrics;
using HealthKit.Npgsql.Commands;
using HealthKit.Signals;
using Microsoft.Extensions.Options;

namespace HealthKit.Npgsql.Tests.Commands;

public class CommandCostTests
{
    [Fact]
    public void Counts_a_command_of_a_request_without_allocating()
    {
        using var meter = new Meter(NpgsqlInstruments.Meter);
        var executing = meter.CreateUpDownCounter<int>(NpgsqlInstruments.Executing);
        var duration = meter.CreateHistogram<double>(NpgsqlInstruments.OperationDuration);
        var pool = new KeyValuePair<string, object?>(NpgsqlInstruments.PoolNameTag, "Host=nowhere;Database=d");
        var signals = new DatabaseSignals(TimeProvider.System, Options.Create(new HealthAuditOptions()), AuditSettings.Default);
        SignalHub.Attach(signals);
        try
        {
            var scope = new RequestScope(null, 0);
            scope.Enter();
            Count(1_000);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Count(10_000);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.Equal(11_000, scope.RoundTrips);
            scope.End();
        }
        finally
        {
            SignalHub.Detach(signals);
        }

        void Count(int commands)
        {
            for (var i = 0; i < commands; i++)
            {
                executing.Add(1, pool);
                executing.Add(-1, pool);
                duration.Record(0.001, pool);
            }
        }
    }
}
