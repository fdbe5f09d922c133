namespace HealthKit.Npgsql.Custody;

/// <summary>What the server says of a connection that outlived its request.</summary>
internal enum HeldState
{
    /// <summary>The server did not answer: asked again later.</summary>
    Unanswered,

    /// <summary>It has waited for its client for as long as the watch is patient.</summary>
    Idle,

    /// <summary>It works, or did a moment ago.</summary>
    InUse,

    /// <summary>It waits for notifications.</summary>
    Listening,

    /// <summary>The server does not have it any more.</summary>
    Gone,
}
