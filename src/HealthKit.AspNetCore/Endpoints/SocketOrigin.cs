namespace HealthKit.Endpoints;

/// <summary>Where a request for the audit came from, as its socket says, read before any middleware could change it.</summary>
/// <param name="NotLoopback">Why it is no true loopback, in words that hold nothing of the request; null when both ends of the socket are loopback, the Host is a loopback name, and nothing looks like a proxy.</param>
/// <param name="LocalPort">The port it came in on.</param>
internal sealed record SocketOrigin(string? NotLoopback, int LocalPort)
{
    public bool IsLoopback => NotLoopback is null;
}
