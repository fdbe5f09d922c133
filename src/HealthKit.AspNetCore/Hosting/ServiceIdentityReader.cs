using System.Reflection;
using HealthKit.Reporting;
using Microsoft.Extensions.Hosting;

namespace HealthKit.Hosting;

/// <summary>Says which service, build and instance runs.</summary>
internal static class ServiceIdentityReader
{
    public static ServiceIdentity Read(HealthAuditOptions options, IHostEnvironment? environment)
    {
        var entry = Assembly.GetEntryAssembly();
        var (version, commit) = Split(options.ServiceVersion ?? entry?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);
        return new ServiceIdentity
        {
            Name = options.ServiceName ?? environment?.ApplicationName ?? entry?.GetName().Name ?? "service",
            Version = version,
            Commit = commit,
            Environment = environment?.EnvironmentName,
            Instance = options.Instance ?? Environment.MachineName,
        };
    }

    /// <summary>Splits "1.2.0+3f2a1c" as the SDK writes it into version and commit.</summary>
    internal static (string? Version, string? Commit) Split(string? informational)
    {
        var plus = informational?.IndexOf('+', StringComparison.Ordinal) ?? -1;
        return plus < 0 ? (informational, null) : (informational![..plus], informational[(plus + 1)..]);
    }
}
