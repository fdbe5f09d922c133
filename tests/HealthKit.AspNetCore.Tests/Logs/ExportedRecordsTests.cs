using HealthKit.Evidence;
using HealthKit.Hosts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HealthKit.Logs;

/// <summary>Records count as structured where an exporter takes them, and nowhere else.</summary>
public sealed class ExportedRecordsTests
{
    [Fact]
    public async Task Counts_no_record_that_nobody_exports()
    {
        await using var host = await TestHost.StartAsync(static _ => { });
        var logger = host.App.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Shop");
        for (var record = 0; record < 500; record++)
        {
            logger.LogRecord(record);
        }

        // The records went through the pipeline, to a logger that keeps them in memory.
        Assert.Contains(host.Log.GetSnapshot(), static record => record.Category == "Shop");
        Assert.Equal(0, (await host.RefreshAsync<LoggingEvidence>()).ExportedRecords);
    }
}

internal static partial class ExportedRecordsMessages
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Record {Number}")]
    public static partial void LogRecord(this ILogger logger, int number);
}
