using HealthKit.Signals;

namespace HealthKit.Outbound;

/// <summary>The clients of IHttpClientFactory that were made so far. Names may be made up at run time, so there is an end to them.</summary>
internal sealed class ClientTable
{
    private const int Capacity = 256;

    // Names by which OpenTelemetry's exporters ask the factory.
    private static readonly string[] Exporters = ["OtlpTraceExporter", "OtlpMetricExporter", "OtlpLogExporter", "ZipkinExporter"];

    private readonly SlotTable<string, ClientSlot> _clients = new(static name => new ClientSlot(name), new ClientSlot("(other clients)"), Capacity);

    /// <summary>All clients, by name.</summary>
    public IEnumerable<ClientSlot> All
    {
        get
        {
            var clients = _clients.Snapshot().Select(static pair => pair.Value);
            return (_clients.OverflowHits > 0 ? clients.Append(_clients.Overflow) : clients).OrderBy(static client => client.Name, StringComparer.Ordinal);
        }
    }

    public ClientSlot this[string name] => _clients[name];

    /// <summary>True for clients whose calls are no part of the service: HealthKit's own and those of telemetry exporters.</summary>
    public static bool IsExcluded(string name) => name.StartsWith("HealthKit.", StringComparison.Ordinal) || Array.IndexOf(Exporters, name) >= 0;
}
