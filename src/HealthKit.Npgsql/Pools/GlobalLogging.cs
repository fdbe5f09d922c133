using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace HealthKit.Npgsql.Pools;

/// <summary>
/// Follows connections that are made of a bare connection string, <c>new NpgsqlConnection(connectionString)</c> and EF Core's UseNpgsql(connectionString):
/// their logger is the process's. What the host set there goes on getting its events; where it set nothing, it gets none.
/// </summary>
internal static class GlobalLogging
{
    private static readonly Lock Gate = new();

    /// <summary>Puts the audit's logger before whatever is set; where the driver does not show what that is, nothing is changed.</summary>
    public static void Observe()
    {
        lock (Gate)
        {
            try
            {
                var set = Factory(null);
                if (set is not ForwardingLoggerFactory)
                {
                    NpgsqlLoggingConfiguration.InitializeLogging(new ForwardingLoggerFactory(set is NullLoggerFactory ? null : set), LogsParameters(null));
                }
            }
            catch (MissingFieldException)
            {
                // Another version of the driver: such connections are then named as not followed.
            }
        }
    }

    // Read from Npgsql 10.0.3 (NpgsqlLoggingConfiguration.cs); the driver lets it be set, not read. A test fails when one is renamed.
    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "GlobalLoggerFactory")]
    private static extern ref ILoggerFactory Factory(NpgsqlLoggingConfiguration? configuration);

    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "GlobalIsParameterLoggingEnabled")]
    private static extern ref bool LogsParameters(NpgsqlLoggingConfiguration? configuration);
}
