namespace HealthKit.CodeScan.Flow;

/// <summary>What a call means for the flow of values.</summary>
internal enum CallKind
{
    Undecided,
    Other,
    Own,
    PropertyRead,
    PropertyWrite,

    /// <summary>Changes the collection it is called on.</summary>
    Change,

    /// <summary>Gives an element of the collection it is called on.</summary>
    Element,

    /// <summary>Changes the collection and gives an element of it.</summary>
    ChangeAndElement,

    /// <summary>Gives what it was given: awaiting, ConfigureAwait, Volatile.Read.</summary>
    PassThrough,

    /// <summary>Ends an asynchronous method with a value.</summary>
    Result,

    /// <summary>Makes a delegate the handler of requests.</summary>
    Handler,

    HasValue,
    IsEmptyText,

    /// <summary>Fills a place only if it is empty.</summary>
    FillOnce,

    /// <summary>Makes an object of its type argument.</summary>
    Create,

    /// <summary>Asks the host's services for one.</summary>
    Service,

    /// <summary>Only reads the places it is given.</summary>
    ReadsPlaces,
}
