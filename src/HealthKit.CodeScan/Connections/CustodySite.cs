namespace HealthKit.CodeScan.Connections;

/// <summary>A call that leaves the process while a connection is held.</summary>
/// <param name="Offset">The instruction.</param>
/// <param name="Callee">What is called.</param>
/// <param name="Held">What is held.</param>
/// <param name="IsCertain">False where the call may not leave the process, or nothing may be held.</param>
internal readonly record struct CustodySite(int Offset, string Callee, SiteKind Held, bool IsCertain);
