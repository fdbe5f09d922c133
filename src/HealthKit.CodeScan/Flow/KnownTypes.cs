using System.Collections.Frozen;

namespace HealthKit.CodeScan.Flow;

/// <summary>Types whose text is harmless wherever it stands.</summary>
internal static class KnownTypes
{
    private static readonly FrozenSet<string> Numbers = FrozenSet.Create(
        "System.Boolean", "System.Byte", "System.SByte", "System.Int16", "System.UInt16", "System.Int32", "System.UInt32", "System.Int64", "System.UInt64", "System.Single", "System.Double", "System.Decimal",
        "System.IntPtr", "System.UIntPtr", "System.Guid", "System.DateTime", "System.DateTimeOffset", "System.DateOnly", "System.TimeOnly", "System.TimeSpan", "System.Void");

    public static Traits Traits(string type) => Numbers.Contains(type) ? Flow.Traits.Number : Flow.Traits.Opaque;
}
