using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Hosting;

namespace HealthKit.Lifecycle;

/// <summary>The folder in which an instance keeps what outlives it.</summary>
internal static class StateFolder
{
    // systemd names the folders that it made for a unit (StateDirectory=) in this variable, separated by colons.
    private const string SystemdVariable = "STATE_DIRECTORY";
    private const int HashCharacters = 16;

    /// <summary>The option, else systemd's folder, else one under the temporary folder that no other service shares.</summary>
    public static string Of(HealthAuditOptions options, IHostEnvironment environment)
    {
        if (!string.IsNullOrEmpty(options.StateDirectory))
        {
            return Path.GetFullPath(options.StateDirectory, environment.ContentRootPath);
        }

        var own = Safe(environment.ApplicationName);
        if (Environment.GetEnvironmentVariable(SystemdVariable)?.Split(':', 2)[0] is { Length: > 0 } given)
        {
            return Path.Combine(given, "healthkit", own);
        }

        var identity = $"{Environment.UserName}\n{environment.ContentRootPath}\n{environment.EnvironmentName}";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..HashCharacters];
        return Path.Combine(Path.GetTempPath(), $"healthkit-{own}-{hash}");
    }

    private static string Safe(string name) => string.Concat(name.Select(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' ? letter : '-')).Trim('.');
}
