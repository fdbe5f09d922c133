using HealthKit.Signals;

namespace HealthKit.Npgsql.Custody;

/// <summary>An outbound call that began while its request held connections idle.</summary>
/// <param name="Scope">The request.</param>
/// <param name="Host">The host called.</param>
/// <param name="Started">Timestamp of its beginning.</param>
/// <param name="Idle">Connections idle then.</param>
/// <param name="Closes">Connections that the request had closed by then.</param>
/// <param name="Traffic">The request's traffic with its databases until then.</param>
internal sealed record HeldCall(RequestScope Scope, string Host, long Started, int Idle, int Closes, int Traffic);
