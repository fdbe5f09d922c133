namespace HealthKit.CodeScan.Flow;

internal enum ThingKind
{
    /// <summary>A field of the host's own.</summary>
    Field,

    /// <summary>A local, an argument or a field of the state machine.</summary>
    Cell,

    /// <summary>An object that the method makes; the subject is the name of its type.</summary>
    Fresh,

    /// <summary>A method of the host's own, in a delegate.</summary>
    Method,

    /// <summary>A service of the host's, asked for by its type; the subject is the name of that type.</summary>
    Service,

    /// <summary>A call that has left the process and is not waited for yet; the subject tells how certain that is.</summary>
    CallOut,

    /// <summary>What holds a connection, or may; the subject tells it apart.</summary>
    Hold,
}
