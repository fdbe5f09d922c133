namespace HealthKit.CodeScan.Flow;

/// <summary>What is known of a value besides where it came from. A value without any has not been seen yet.</summary>
[Flags]
internal enum Traits
{
    None = 0,

    /// <summary>A constant of the program.</summary>
    Constant = 1,

    /// <summary>A number, a date, an id: text of it is harmless wherever it stands.</summary>
    Number = 2,

    /// <summary>Anything else.</summary>
    Opaque = 4,

    /// <summary>Text put together with something opaque.</summary>
    Dynamic = 8,

    /// <summary>A reference to a place rather than a value.</summary>
    Address = 16,

    /// <summary>The whole value of a field, as it was read.</summary>
    Whole = 32,

    /// <summary>True when the field is empty.</summary>
    IsEmptyTest = 64,

    /// <summary>True when the field is not empty.</summary>
    IsFilledTest = 128,

    /// <summary>The state machine that the method steps.</summary>
    Machine = 256,

    /// <summary>An integer that is known.</summary>
    Integer = 512,

    /// <summary>No object.</summary>
    Null = 1024,

    /// <summary>A setting of the host: not the program's own, and not a caller's.</summary>
    Composed = 2048,

    /// <summary>An argument as the caller passed it.</summary>
    Passed = 4096,

    /// <summary>Neither null nor zero.</summary>
    Present = 8192,

    /// <summary>Both sides must agree on these.</summary>
    Exact = Whole | IsEmptyTest | IsFilledTest | Machine | Integer | Null | Passed | Present,
}
