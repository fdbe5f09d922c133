namespace HealthKit.Responses;

/// <summary>What a JSON document is as a whole.</summary>
internal enum JsonKind
{
    /// <summary>No JSON, or not one whole document.</summary>
    None,

    /// <summary>A collection, or an envelope around one.</summary>
    List,

    /// <summary>One thing.</summary>
    Single,
}
