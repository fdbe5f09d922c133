namespace HealthKit.Responses;

/// <summary>What a property's name promises, where lists are concerned.</summary>
internal enum JsonName
{
    /// <summary>Something of the thing itself.</summary>
    Other,

    /// <summary>A name that ends in "id": a number of the thing itself.</summary>
    Key,

    /// <summary>The key of the thing itself: id, orderId.</summary>
    OwnKey,

    /// <summary>The list of an envelope: results, rows, …</summary>
    List,

    /// <summary>The list of an envelope, or the parts of one thing: items, entries.</summary>
    Parts,

    /// <summary>What wraps the whole answer: data, result, …; it may as well be a list.</summary>
    Wrapper,

    /// <summary>An object about the pages: meta, links, …</summary>
    Pages,

    /// <summary>Text that leads to another page.</summary>
    Link,

    /// <summary>What leads to the next page, if there is one.</summary>
    Next,

    /// <summary>Whether there is more.</summary>
    HasMore,

    /// <summary>How many there are in all.</summary>
    Total,
}
