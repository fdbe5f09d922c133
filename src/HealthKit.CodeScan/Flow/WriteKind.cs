namespace HealthKit.CodeScan.Flow;

internal enum WriteKind
{
    /// <summary>Another value for the field.</summary>
    Assign,

    /// <summary>The collection or text that the field holds is changed.</summary>
    Change,

    /// <summary>An object that the field holds is changed.</summary>
    Mutate,
}
