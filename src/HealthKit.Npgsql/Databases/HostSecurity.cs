using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>
/// How the host's data source proves itself to the server. Npgsql hands these on by CloneWith() only, which keeps a pool for every password for ever
/// and forgets the root certificates; so they are read where it keeps them (Npgsql 10.0.0 to 10.0.3, NpgsqlDataSource.cs). Tests on a live server fail
/// when one is renamed, and then CloneWith() serves.
/// </summary>
internal static class HostSecurity
{
    private const string TransportSecurity = "Npgsql.Internal.TransportSecurityHandler, Npgsql";

    /// <summary>The password of this moment, from the host's provider where it has one; null where none is set.</summary>
    public static async ValueTask<string?> PasswordAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        try
        {
            return await GetPassword(source, async: true, cancellationToken).ConfigureAwait(false);
        }
        catch (MissingMethodException)
        {
            var template = source.CreateConnection();
            await using (template.ConfigureAwait(false))
            {
                var clone = await template.CloneWithAsync(source.ConnectionString, cancellationToken).ConfigureAwait(false);
                await using (clone.ConfigureAwait(false))
                {
                    return new NpgsqlConnectionStringBuilder(clone.ConnectionString).Password;
                }
            }
        }
    }

    /// <summary>The password of this moment of a data source that has no provider, as one with a passfile; null where none is set.</summary>
    public static string? Password(NpgsqlDataSource source) => Known(
        static source => GetPassword(source, async: false, CancellationToken.None).AsTask() is { IsCompletedSuccessfully: true } password ? password.Result : null, source);

    /// <summary>What the host does to each TLS handshake; null where nothing.</summary>
    public static Action<SslClientAuthenticationOptions>? Handshake(NpgsqlDataSource source) => Known(static source => GetHandshake(source), source);

    /// <summary>The root certificates that the host trusts; null where it names none in code.</summary>
    public static Func<X509Certificate2Collection>? RootCertificates(NpgsqlDataSource source) => Known(
        static source => GetTransportSecurity(source) is var handler && IsEncrypting(handler) ? GetRootCertificates(handler) : null, source);

    private static T? Known<T>(Func<NpgsqlDataSource, T?> read, NpgsqlDataSource source)
        where T : class
    {
        try
        {
            return read(source);
        }
        catch (Exception renamed) when (renamed is MissingMemberException or TypeLoadException)
        {
            return null;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "GetPassword")]
    private static extern ValueTask<string?> GetPassword(NpgsqlDataSource source, bool async, CancellationToken cancellationToken);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_SslClientAuthenticationOptionsCallback")]
    private static extern Action<SslClientAuthenticationOptions>? GetHandshake(NpgsqlDataSource source);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_TransportSecurityHandler")]
    [return: UnsafeAccessorType(TransportSecurity)]
    private static extern object GetTransportSecurity(NpgsqlDataSource source);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_SupportEncryption")]
    private static extern bool IsEncrypting([UnsafeAccessorType(TransportSecurity)] object handler);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_RootCertificatesCallback")]
    private static extern Func<X509Certificate2Collection>? GetRootCertificates([UnsafeAccessorType(TransportSecurity)] object handler);
}
