namespace HealthKit.CodeScan.Metadata;

/// <summary>A try block and its handler, in offsets.</summary>
internal readonly record struct ProtectedRegion(int TryStart, int TryEnd, int HandlerStart, int HandlerEnd, int FilterStart, bool TakesException);
