namespace HealthKit.CodeScan.Connections;

/// <summary>What keeps paths apart that reach the same instruction; whatever else they bring is joined.</summary>
/// <param name="Held">What is held.</param>
/// <param name="Unclear">What may be held.</param>
/// <param name="Freed">Parameters that were released.</param>
/// <param name="Unwinding">Where the finally blocks lead that are being run.</param>
/// <param name="Phase">The state from which an iterator was resumed.</param>
/// <param name="Shape">Which variables hold it.</param>
internal readonly record struct PathKey(ulong Held, ulong Unclear, uint Freed, int Unwinding, int Phase, long Shape);
