using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Flow;

/// <summary>One place that writes.</summary>
/// <param name="Method">The method that its author wrote it in.</param>
/// <param name="Offset">The instruction.</param>
/// <param name="Kind">How it writes.</param>
/// <param name="Field">The field it writes to; null for what only this call sees.</param>
internal readonly record struct FieldWrite(MethodModel Method, int Offset, WriteKind Kind, FieldModel? Field)
{
    /// <summary>Only where the field was empty.</summary>
    public bool WhenEmpty { get; init; }

    /// <summary>What the caller or the request brought.</summary>
    public bool FromCaller { get; init; }
}
