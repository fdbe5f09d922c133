using System.Globalization;
using System.Net.Http.Headers;

namespace HealthKit.Tracing;

/// <summary>One exporter of traces: how its last exports ended. It also marks the flow of its calls.</summary>
internal sealed class TraceExport(string name, TimeProvider time)
{
    private const string GrpcStatus = "grpc-status";

    private readonly RecentCounts _deliveries = new(time);
    private readonly RecentCounts _failures = new(time);
    private HttpResponseMessage? _open;

    /// <summary>The protocol and the host, for reports.</summary>
    public string Name => name;

    public long Deliveries => _deliveries.Sum;

    public long Failures => _failures.Sum;

    /// <summary>Counts one export by its response; null where there was none.</summary>
    public void Note(HttpResponseMessage? response)
    {
        // An exporter reads an answer to its end before it sends again.
        if (Interlocked.Exchange(ref _open, null) is { } before && StatusIn(before.TrailingHeaders) is { } late)
        {
            Count(late == 0);
        }

        if (response is null || !response.IsSuccessStatusCode)
        {
            Count(isDelivered: false);
        }
        else if (!IsGrpc(response))
        {
            Count(isDelivered: true);
        }
        else if (StatusIn(response.Headers) is { } status)
        {
            Count(status == 0);
        }
        else
        {
            // Its status comes after its body.
            Volatile.Write(ref _open, response);
        }
    }

    private static bool IsGrpc(HttpResponseMessage response) => response.RequestMessage?.Content?.Headers.ContentType?.MediaType?.StartsWith("application/grpc", StringComparison.Ordinal) == true;

    private static int? StatusIn(HttpHeaders headers) =>
        headers.NonValidated.TryGetValues(GrpcStatus, out var values) && int.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : null;

    private void Count(bool isDelivered) => (isDelivered ? _deliveries : _failures).Add();
}
