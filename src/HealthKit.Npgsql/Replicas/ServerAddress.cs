using System.Diagnostics;
using System.Globalization;

namespace HealthKit.Npgsql.Replicas;

/// <summary>A server as the driver connects to it; never shown.</summary>
internal readonly record struct ServerAddress(string Host, int Port)
{
    private const int DefaultPort = 5432;

    /// <summary>Where a command ran.</summary>
    public static ServerAddress Of(Activity command) => new(
        command.GetTagItem(NpgsqlInstruments.ServerAddressTag) as string ?? "",
        command.GetTagItem(NpgsqlInstruments.ServerPortTag) switch
        {
            int port => port,
            string text when int.TryParse(text, CultureInfo.InvariantCulture, out var port) => port,
            _ => DefaultPort,
        });
}
