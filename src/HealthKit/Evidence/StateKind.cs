namespace HealthKit.Evidence;

/// <summary>What a service may keep between requests.</summary>
public enum StateKind
{
    /// <summary>Sessions.</summary>
    Session,

    /// <summary>TempData.</summary>
    TempData,

    /// <summary>The key ring that protects cookies, antiforgery tokens, TempData and sessions.</summary>
    KeyRing,

    /// <summary>Which connection of a SignalR hub lives where.</summary>
    HubConnections,

    /// <summary>Entries of IDistributedCache.</summary>
    DistributedCache,
}
