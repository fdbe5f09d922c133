namespace HealthKit.Outbound;

/// <summary>The client that the running flow has asked the factory for last, until it calls.</summary>
internal sealed class FreshClient(ClientSlot slot, HttpClient client)
{
    private static readonly AsyncLocal<FreshClient?> Ambient = new();

    // Let go at the first call: whatever keeps the flow must not keep the client and its handlers.
    private HttpClient? _client = client;

    public static void Enter(ClientSlot slot, HttpClient client) => Ambient.Value = new FreshClient(slot, client);

    /// <summary>Takes the client of a call out of the flow, if it is one of this slot.</summary>
    public static HttpClient? Take(ClientSlot of) =>
        Ambient.Value is { } fresh && fresh.IsOf(of) ? Interlocked.Exchange(ref fresh._client, null) : null;

    private bool IsOf(ClientSlot other) => ReferenceEquals(slot, other);
}
