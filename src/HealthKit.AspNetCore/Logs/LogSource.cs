using HealthKit.Evidence;
using HealthKit.Sources;
using Microsoft.Extensions.Options;

namespace HealthKit.Logs;

/// <summary>States what the process really writes as its log.</summary>
internal sealed class LogSource : MemorySource<LoggingEvidence>
{
    // Sinks that write where nobody stands, by their assemblies.
    private static readonly string[] FileSinks =
    [
        SerilogSinks.File, "Serilog.Sinks.RollingFile", "NLog", "log4net", "NReco.Logging.File", "Karambolo.Extensions.Logging.File", "NetEscapades.Extensions.Logging.RollingFile",
    ];

    private readonly OutputWatch _output;
    private readonly ExportedRecords _exported;
    private readonly LoadedAssemblies _assemblies;
    private readonly IServiceProvider _services;
    private readonly bool _watched;

    public LogSource(OutputWatch output, ExportedRecords exported, LoadedAssemblies assemblies, IServiceProvider services, IOptions<HealthAuditOptions> options, TimeProvider time)
        : base("logging", time)
    {
        (_output, _exported, _assemblies, _services, _watched) = (output, exported, assemblies, services, options.Value.WatchOutput);
        output.Want(_watched);
        exported.Look(services);
    }

    protected override LoggingEvidence Read(DateTimeOffset now)
    {
        var lines = Enum.GetValues<LineShape>().ToDictionary(static shape => shape, _output.Sampler.Count);
        return new LoggingEvidence
        {
            ObservedAt = now,
            MaxAge = Fresh,
            OutputWatched = _watched && _output.IsInPlace,
            Lines = lines.Values.Sum(),
            StructuredLines = lines[LineShape.Json],
            Unstructured =
            [
                .. lines.Where(static pair => pair is { Key: not LineShape.Json, Value: > 0 })
                    .OrderByDescending(static pair => pair.Value)
                    .Select(static pair => new UnstructuredOutput(Words(pair.Key), pair.Value)),
            ],
            ExportedRecords = _exported.Records,
            BlindSpots = [.. FileSinks.Intersect(_assemblies.Used(), StringComparer.OrdinalIgnoreCase).Where(IsInUse).Select(static sink => new BlindSpot(sink, $"What {sink} writes to files cannot be seen.", "Log to standard output as JSON objects."))],
        };
    }

    private bool IsInUse(string sink) => sink != SerilogSinks.File || (SerilogSinks.WriteToFiles(_services) ?? _assemblies.Loaded().Contains(sink));

    private static string Words(LineShape shape) => shape switch
    {
        LineShape.SimpleConsole => "simple console formatter",
        LineShape.StackTrace => "stack trace",
        _ => "free text",
    };
}
