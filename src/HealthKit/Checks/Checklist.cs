using System.Diagnostics.CodeAnalysis;

namespace HealthKit.Checks;

/// <summary>One field for each check, each in a file of its own under the section's folder.</summary>
[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.NonPublicFields)]
internal static partial class Checklist;
