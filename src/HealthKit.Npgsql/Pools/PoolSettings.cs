using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HealthKit.Evidence;
using Npgsql;

namespace HealthKit.Npgsql.Pools;

/// <summary>What a connection string decides about its pool, explicit settings told from defaults. The string itself never leaves.</summary>
internal sealed class PoolSettings
{
    private const int DefaultPort = 5432;

    private readonly NpgsqlConnectionStringBuilder _string;

    private PoolSettings(NpgsqlConnectionStringBuilder connectionString)
    {
        _string = connectionString;
        Key = KeyOf(connectionString);
    }

    /// <summary>What makes it the same pool, secrets and the places of secrets apart.</summary>
    public string Key { get; }

    /// <summary>What the driver names an unnamed pool by: the connection string, of whose secrets the password alone is left out. To find its pool by, and never shown.</summary>
    public string DriverName => _string.ConnectionString;

    /// <summary>Where it goes and as whom. Strings that agree in this share a password, whatever else a host sets in code.</summary>
    public string Login => $"{Host}:{Port.ToString(CultureInfo.InvariantCulture)}/{_string.Database}/{_string.Username}";

    /// <summary>A name for reports: the database and a hash that tells two pools apart, without host, user or password.</summary>
    public string Name => $"{Database} #{Hash(Key)[..6]}";

    /// <summary>The database's name; the user's where none is given, and that is not shown.</summary>
    public string Database => _string.Database ?? "(default database)";

    /// <summary>An opaque key of the server.</summary>
    public string Server => Hash($"{_string.Host}:{_string.Port.ToString(CultureInfo.InvariantCulture)}")[..12];

    /// <summary>Host as given.</summary>
    public string Host => _string.Host ?? "";

    /// <summary>Port as given.</summary>
    public int Port => _string.Port == 0 ? DefaultPort : _string.Port;

    /// <summary>True when it names several servers, each of which gets a pool of its own.</summary>
    public bool IsMultiHost => Host.Contains(',', StringComparison.Ordinal);

    /// <summary>True when commands share connections, so that the meter cannot attribute them.</summary>
    public bool Multiplexing => _string.Multiplexing;

    /// <summary>True when it names a file of passwords.</summary>
    public bool HasPassfile => _string.Passfile is not null;

    /// <summary>The client-side command timeout; zero means none.</summary>
    public TimeSpan CommandTimeout => TimeSpan.FromSeconds(_string.CommandTimeout);

    /// <summary>True for a server on this machine.</summary>
    public bool IsLoopback => Host.StartsWith('/') || Host.StartsWith('@') || Host is "localhost"
        || (System.Net.IPAddress.TryParse(Host, out var address) && System.Net.IPAddress.IsLoopback(address));

    /// <summary>Reads a connection string; false where it is none.</summary>
    public static bool TryParse(string? connectionString, [NotNullWhen(true)] out PoolSettings? settings)
    {
        settings = null;
        if (string.IsNullOrEmpty(connectionString) || !connectionString.Contains('=', StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            settings = new PoolSettings(new NpgsqlConnectionStringBuilder(connectionString) { Password = null });
            return settings._string.Host is not null;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            return false;
        }
    }

    /// <summary>The settings as a pool in evidence, without what it was seen to do.</summary>
    public ConnectionPool ToPool(string name) => new()
    {
        Name = name,
        Server = Server,
        Pooling = _string.Pooling,
        MinimumSize = _string.MinPoolSize,
        MaximumSize = _string.MaxPoolSize,
        MaximumSizeExplicit = Has("Maximum Pool Size"),
        AcquireTimeout = TimeSpan.FromSeconds(_string.Timeout),
        AcquireTimeoutExplicit = Has("Timeout"),
        CommandTimeout = CommandTimeout,
        CommandTimeoutExplicit = Has("Command Timeout"),
        ConnectionLifetime = TimeSpan.FromSeconds(_string.ConnectionLifetime),
        ConnectionLifetimeExplicit = Has("Connection Lifetime"),
        ConnectionIdleLifetime = TimeSpan.FromSeconds(_string.ConnectionIdleLifetime),
        ConnectionIdleLifetimeExplicit = Has("Connection Idle Lifetime"),
    };

    /// <summary>The same connection for HealthKit's own use: nothing else changes, so that the session gets what the application's gets.</summary>
    public string OwnConnectionString(bool pooled)
    {
        var own = new NpgsqlConnectionStringBuilder(_string.ConnectionString)
        {
            ApplicationName = NpgsqlInstruments.OwnApplicationName,
            Multiplexing = false,
            MinPoolSize = 0,
            Pooling = pooled,
        };
        if (pooled)
        {
            own.MaxPoolSize = 1;
        }

        // Means nothing for one server.
        own.Remove("Target Session Attributes");

        return own.ConnectionString;
    }

    /// <summary>The settings of each server's pool, as the driver derives them; of a single server, these.</summary>
    public IEnumerable<PoolSettings> Servers() => IsMultiHost ? Host.Split(',').Select(AtHost) : [this];

    /// <summary>The settings of the pool of one server.</summary>
    public PoolSettings ForHost(string host, int port)
    {
        var settings = new NpgsqlConnectionStringBuilder(_string.ConnectionString) { Host = host };
        if (port != settings.Port)
        {
            settings.Port = port;
        }

        return new PoolSettings(settings);
    }

    // Neither the order of the words, nor a port that is the default, nor what chooses between hosts makes another pool: the driver makes one
    // for each host, and names each with what the whole data source asked for.
    private static string KeyOf(NpgsqlConnectionStringBuilder settings)
    {
        var key = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Port = settings.Port };
        key.Remove("Target Session Attributes");
        key.Remove("Load Balance Hosts");
        key.Remove("SSL Password");
        key.Remove("SSL Key");
        key.Remove("Passfile");
        var words = new DbConnectionStringBuilder { ConnectionString = key.ConnectionString };
        var sorted = new DbConnectionStringBuilder();
        foreach (var word in words.Keys.Cast<string>().Order(StringComparer.Ordinal))
        {
            sorted[word] = words[word];
        }

        return sorted.ConnectionString;
    }

    private PoolSettings AtHost(string host)
    {
        var colon = host.LastIndexOf(':');
        var hasPort = colon > host.LastIndexOf(']') && host.IndexOf(':', StringComparison.Ordinal) is var first && (first == colon || host.TrimStart().StartsWith('['));
        return hasPort && int.TryParse(host.AsSpan(colon + 1), CultureInfo.InvariantCulture, out var port)
            ? ForHost(host[..colon].Trim(), port)
            : ForHost(host.Trim(), Port);
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private bool Has(string keyword) => _string.ShouldSerialize(keyword);
}
