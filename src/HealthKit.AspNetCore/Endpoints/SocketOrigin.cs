namespace HealthKit.Endpoints;

/// <summary>Where a request for the audit came from, as its socket says, read before any middleware could change it.</summary>
/// <param name="IsLoopback">Both ends of the socket are loopback, the Host is a loopback name, and no header of a proxy came.</param>
/// <param name="LocalPort">The port it came in on.</param>
internal sealed record SocketOrigin(bool IsLoopback, int LocalPort);
