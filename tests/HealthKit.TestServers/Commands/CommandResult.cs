namespace HealthKit.TestServers.Commands;

internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    public string ErrorOrOutput => string.IsNullOrWhiteSpace(Error) ? Output.Trim() : Error.Trim();
}
