using System.Runtime.CompilerServices;
using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>
/// Whether a host runs code of its own in each new session (UsePhysicalConnectionInitializer). The driver tells nobody, so it is read where it is kept
/// (Npgsql 10.0.0 to 10.0.3, NpgsqlDataSource.cs and NpgsqlSlimDataSourceBuilder.cs). Tests on a live server fail when one is renamed.
/// </summary>
internal static class ConnectionInitializers
{
    /// <summary>True for a data source that has one, and where the driver no longer says so: its sessions are looked into then.</summary>
    public static bool AreOf(NpgsqlDataSource source)
    {
        try
        {
            return Synchronous(source) is not null || Asynchronous(source) is not null;
        }
        catch (MissingMemberException)
        {
            return true;
        }
    }

    /// <summary>True for a builder that gives its data source one. Nobody can look into the sessions of that, so that where the driver no longer says so, none is supposed.</summary>
    public static bool AreOf(NpgsqlDataSourceBuilder builder)
    {
        try
        {
            return Synchronous(Inner(builder)) is not null || Asynchronous(Inner(builder)) is not null;
        }
        catch (MissingMemberException)
        {
            return false;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_ConnectionInitializer")]
    private static extern Action<NpgsqlConnection>? Synchronous(NpgsqlDataSource source);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_ConnectionInitializerAsync")]
    private static extern Func<NpgsqlConnection, Task>? Asynchronous(NpgsqlDataSource source);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_internalBuilder")]
    private static extern ref NpgsqlSlimDataSourceBuilder Inner(NpgsqlDataSourceBuilder builder);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_connectionInitializer")]
    private static extern ref Action<NpgsqlConnection>? Synchronous(NpgsqlSlimDataSourceBuilder builder);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_connectionInitializerAsync")]
    private static extern ref Func<NpgsqlConnection, Task>? Asynchronous(NpgsqlSlimDataSourceBuilder builder);
}
