using HealthKit.Evidence;

namespace HealthKit.Tracing;

/// <summary>
/// Libraries that cross a service boundary and whose calls no package of HealthKit may be counting. What is listened to is taken for traced; what
/// is not may be unused, so it is a blind spot. Libraries that call over HttpClient are seen there, and a database in the process is no boundary.
/// </summary>
internal static class TracedLibraries
{
    // By the assembly that makes the calls. Names of sources are those of the library itself, or of its OpenTelemetry instrumentation where it has none.
    private static readonly (string Boundary, string Assembly, string[] Sources)[] Known =
    [
        ("PostgreSQL", "Npgsql", ["Npgsql"]),
        ("SQL Server", "Microsoft.Data.SqlClient", ["OpenTelemetry.Instrumentation.SqlClient", "Microsoft.Data.SqlClient"]),
        ("SQL Server", "System.Data.SqlClient", ["OpenTelemetry.Instrumentation.SqlClient"]),
        ("MySQL", "MySqlConnector", ["MySqlConnector"]),
        ("MySQL", "MySql.Data", ["connector-net"]),
        ("Oracle", "Oracle.ManagedDataAccess", ["Oracle.ManagedDataAccess.Core"]),
        ("MongoDB", "MongoDB.Driver", ["MongoDB.Driver", "MongoDB.Driver.Core.Extensions.DiagnosticSources"]),
        ("Cassandra", "Cassandra", ["CassandraCSharpDriver.OpenTelemetry", "Cassandra.OpenTelemetry"]),
        ("Neo4j", "Neo4j.Driver", []),
        ("Redis", "StackExchange.Redis", ["OpenTelemetry.Instrumentation.StackExchangeRedis"]),
        ("Memcached", "EnyimMemcachedCore", []),
        ("RabbitMQ", "RabbitMQ.Client", ["RabbitMQ.Client.Publisher"]),
        ("Kafka", "Confluent.Kafka", ["OpenTelemetry.Instrumentation.ConfluentKafka", "Confluent.Kafka.Extensions.Diagnostics"]),
        ("NATS", "NATS.Client.Core", ["NATS.Net"]),
        ("Azure Service Bus", "Azure.Messaging.ServiceBus", ["Azure.Messaging.ServiceBus.ServiceBusSender", "Azure.Messaging.ServiceBus.Message"]),
        ("Azure Event Hubs", "Azure.Messaging.EventHubs", ["Azure.Messaging.EventHubs.Message"]),
    ];

    /// <summary>The boundaries of libraries that are loaded: listened to, or not.</summary>
    public static (IReadOnlyList<TracedBoundary> Boundaries, IReadOnlyList<BlindSpot> BlindSpots) Read(IReadOnlySet<string> loaded)
    {
        List<TracedBoundary> boundaries = [];
        List<BlindSpot> blindSpots = [];
        foreach (var (boundary, assembly, sources) in Known)
        {
            if (!loaded.Contains(assembly))
            {
                continue;
            }

            // A source of an instrumentation exists only where the instrumentation is loaded; a listener to everything does not make one.
            if (Array.Find(sources, source => IsThere(source, loaded) && ActivitySourceTwins.HasForeignListener(source) is true) is { } listened)
            {
                boundaries.Add(new TracedBoundary { Name = boundary, ActivitySource = listened, HasForeignListener = true });
            }
            else
            {
                blindSpots.Add(new BlindSpot(boundary, $"{assembly} is loaded, its calls are not counted, and nobody is seen to trace them.", Cure(sources)));
            }
        }

        return (boundaries, blindSpots);
    }

    private static bool IsThere(string source, IReadOnlySet<string> loaded) =>
        !source.StartsWith("OpenTelemetry.Instrumentation.", StringComparison.Ordinal) || loaded.Contains(source);

    private static string Cure(string[] sources) => sources switch
    {
        [] => "Attest the check where the service does not use it or traces it otherwise.",
        [var first, ..] when first.StartsWith("OpenTelemetry.Instrumentation.", StringComparison.Ordinal) => $"Add the package {first} where traces are set up, or attest the check where the service does not use it.",
        [var first, ..] => $"Call AddSource(\"{first}\") where traces are set up, or attest the check where the service does not use it.",
    };
}
