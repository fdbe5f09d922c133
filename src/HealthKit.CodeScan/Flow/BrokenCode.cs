namespace HealthKit.CodeScan.Flow;

/// <summary>
/// Tells a body that cannot be read from the end of the scan. Obfuscators leave instructions that lead nowhere, and the runtime refuses the bodies of types whose
/// packages are not there: one of them must not hide the others.
/// </summary>
internal static class BrokenCode
{
    public static bool Is(Exception exception) => exception is not (OperationCanceledException or TimeoutException);
}
