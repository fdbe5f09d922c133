using HealthKit.Npgsql.Databases;
using HealthKit.Npgsql.Pools;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HealthKit;

/// <summary>Shows data sources to the health audit that it cannot find by itself.</summary>
public static class NpgsqlDataSourceBuilderExtensions
{
    /// <summary>Shows a data source that is made outside dependency injection to the health audit: its settings, its server and its connections.</summary>
    /// <param name="builder">The builder, before it builds.</param>
    /// <param name="loggerFactory">The host's logger factory; it goes on getting the data source's log events. Without it they go to the audit alone.</param>
    public static NpgsqlDataSourceBuilder UseHealthKit(this NpgsqlDataSourceBuilder builder, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ObservedDataSources.Add(builder);
        return builder.UseLoggerFactory(new ForwardingLoggerFactory(loggerFactory));
    }
}
