using System.Security.Claims;

namespace HealthKit.Inspection;

/// <summary>Who somebody without credentials is to a scheme.</summary>
/// <param name="Principal">The identity that everybody gets; null for nobody.</param>
internal sealed record Caller(ClaimsPrincipal? Principal)
{
    /// <summary>The principal of a request, one of its own each time: the host's code may change it.</summary>
    public ClaimsPrincipal ForRequest() => Principal?.Clone() ?? new ClaimsPrincipal(new ClaimsIdentity());
}
