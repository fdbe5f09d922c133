namespace HealthKit.Signals;

/// <summary>What packages note of a request under way.</summary>
[Flags]
internal enum RequestNotes : byte
{
    None = 0,

    /// <summary>A validation began.</summary>
    ValidationBegan = 1,

    /// <summary>Rules were chosen for a validation where it can be seen.</summary>
    RulesChosen = 2,

    /// <summary>Rules ran.</summary>
    RulesRan = 4,

    /// <summary>It called another service over HTTP.</summary>
    CalledOut = 8,

    /// <summary>It was refused, failed or given up: what it would have done next is not known.</summary>
    Failed = 16,
}
