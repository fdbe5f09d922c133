namespace HealthKit.Npgsql.Custody;

/// <summary>What a server says of a connection that outlived its request; of several servers the last in this order is right.</summary>
internal enum HeldState
{
    /// <summary>The server does not have it any more.</summary>
    Gone,

    /// <summary>It has waited for its client for as long as the watch is patient.</summary>
    Idle,

    /// <summary>The server did not answer, or hides behind a pooler: asked again later.</summary>
    Unanswered,

    /// <summary>It works, or did a moment ago.</summary>
    InUse,

    /// <summary>It waits for notifications.</summary>
    Listening,
}
