namespace HealthKit.CodeScan.Connections;

/// <summary>What a call means for the connections that a method holds.</summary>
internal enum ConnectionCall
{
    /// <summary>Borrows what it is given at most.</summary>
    None,

    /// <summary>Gives an open connection.</summary>
    Acquire,

    /// <summary>Gives a connection that is not open yet.</summary>
    Create,

    /// <summary>Gives a connection of which nobody knows whose it is.</summary>
    CreateUnknown,

    /// <summary>Gives a context of Entity Framework Core.</summary>
    CreateContext,

    /// <summary>Opens the connection it is called on.</summary>
    Open,

    /// <summary>Opens the connection of a context.</summary>
    OpenContext,

    /// <summary>Closes the connection of a context.</summary>
    CloseContext,

    /// <summary>Gives what belongs to the object it is called on.</summary>
    PassOn,

    /// <summary>Begins a transaction of a context, which keeps its connection open.</summary>
    Begin,

    /// <summary>Ends a transaction of a context.</summary>
    End,

    /// <summary>Closes or disposes the object it is called on.</summary>
    Release,

    /// <summary>Gives a command of a connection.</summary>
    Command,

    /// <summary>Gives a command that opens a connection by itself.</summary>
    SourceCommand,

    /// <summary>Gives a reader of a command.</summary>
    Read,

    /// <summary>Gives a reader that opens the connection and closes it with itself.</summary>
    ReadAndClose,

    /// <summary>Gives a query that is not sent yet.</summary>
    Query,

    /// <summary>Begins to read what a query finds.</summary>
    Enumerate,

    /// <summary>Tells whether a connection is open.</summary>
    State,

    /// <summary>Disposes what it is given with the response.</summary>
    Register,

    /// <summary>Puts what it is given into an object that it gives back.</summary>
    Wrap,

    /// <summary>Puts what it is given into a collection.</summary>
    Collect,

    /// <summary>Puts what it is given into a place.</summary>
    Exchange,

    /// <summary>May do with it whatever it likes.</summary>
    Foreign,

    /// <summary>Suspends an asynchronous method.</summary>
    Suspend,

    /// <summary>Ends an asynchronous method with an exception.</summary>
    Fault,

    /// <summary>Ends an asynchronous method, or gives the next element of an asynchronous iterator.</summary>
    Result,

    /// <summary>Throws.</summary>
    Throw,

    /// <summary>Runs a delegate.</summary>
    Invoke,
}
