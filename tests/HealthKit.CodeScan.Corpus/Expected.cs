namespace HealthKit.CodeScan.Corpus;

/// <summary>What the scan must say of a member.</summary>
public enum Expected
{
    Clean,
    Flagged,
    Unresolved,
    Accepted,
}

/// <summary>The truth about a member, written down before the scan saw it. Members without it must be clean of 8.3.</summary>
[AttributeUsage(AttributeTargets.All, AllowMultiple = true, Inherited = false)]
public sealed class ExpectAttribute(string check, Expected expected) : Attribute
{
    public string Check { get; } = check;

    public Expected Expected { get; } = expected;
}
