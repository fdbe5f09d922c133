using HealthKit.Evidence;

namespace HealthKit.CodeScan.Hosting;

/// <summary>What the one scan of this process has come to.</summary>
internal sealed class ScanState
{
    private volatile Outcome _outcome = new(null, "The host's code has not been scanned yet; the scan begins some time after the start.", false);

    /// <summary>What was found; null while it is not known, and why.</summary>
    public Outcome Current => _outcome;

    public void Found(ScanResult result) => _outcome = new Outcome(result, null, false);

    public void Failed(string reason, bool isError) => _outcome = new Outcome(null, reason, isError);

    internal sealed record Outcome(ScanResult? Result, string? Reason, bool IsError);

    internal sealed record ScanResult(IReadOnlyList<CodeScanRule> Rules, IReadOnlyList<string> Assemblies, IReadOnlyList<string> Unread);
}
