namespace HealthKit.CodeScan.Metadata;

/// <summary>A method's body as it was compiled.</summary>
/// <param name="Code">The instructions.</param>
/// <param name="MaxStack">The deepest stack.</param>
/// <param name="Locals">How many locals it declares.</param>
/// <param name="Regions">Its protected regions.</param>
internal sealed record MethodIl(byte[] Code, int MaxStack, int Locals, IReadOnlyList<ProtectedRegion> Regions);
