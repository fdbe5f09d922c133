namespace HealthKit.CodeScan.Connections;

/// <summary>Who must release it.</summary>
internal enum SiteOwner
{
    /// <summary>The method that opened it.</summary>
    Here,

    /// <summary>Whoever made it: a scope, a context, a caller.</summary>
    Elsewhere,

    /// <summary>Nobody knows.</summary>
    Unknown,
}
