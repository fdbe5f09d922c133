using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.TestServers;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Npgsql.Tests.Databases;

/// <summary>HealthKit's own connections trust whom the host trusts, also where only code says so.</summary>
public class TransportSecurityTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Trusts_the_root_certificates_and_answers_the_handshake_as_the_host_does()
    {
        await using var server = await PostgresServer.StartAsync(cancellationToken: Cancellation);
        await server.ExecuteAsync("create table shop (id int primary key)", cancellationToken: Cancellation);
        using var root = await EncryptAsync(server);

        await using (var host = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(server.ConnectionString + ";SSL Mode=VerifyFull", builder => builder.UseRootCertificate(root))))
        {
            await host.ReadDatabasesAsync();
            var check = await host.CheckAsync("2.2");
            Assert.True(check.Outcome == Outcome.Pass, check.Reason);
            using var ready = await host.Client.GetAsync("/health/ready", Cancellation);
            Assert.Equal("Healthy", await ready.Content.ReadAsStringAsync(Cancellation));
            Assert.Equal("t", await server.ExecuteAsync("select distinct ssl from pg_stat_ssl join pg_stat_activity using (pid) where application_name = 'healthkit'", cancellationToken: Cancellation));
        }

        // Nobody vouches for the server here.
        await using (var stranger = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(server.ConnectionString + ";SSL Mode=VerifyFull")))
        {
            await stranger.ReadDatabasesAsync();
            Assert.Equal(Outcome.Unknown, (await stranger.CheckAsync("2.2")).Outcome);
        }

        var trusted = false;
        await using var careful = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(
            server.ConnectionString + ";SSL Mode=Require",
            builder => builder.UseSslClientAuthenticationOptionsCallback(options => options.RemoteCertificateValidationCallback = (_, _, _, _) => Volatile.Read(ref trusted))));
        await careful.ReadDatabasesAsync();
        Assert.NotNull(Assert.Single((await careful.EvidenceAsync<DatabaseServerEvidence>()).Servers).Unreadable);
        Volatile.Write(ref trusted, true);
        await careful.ReadDatabasesAsync();
        Assert.Equal(Outcome.Pass, (await careful.CheckAsync("2.2")).Outcome);
    }

    // The server writes its files itself, as whichever user it runs.
    private static async Task<X509Certificate2> EncryptAsync(PostgresServer server)
    {
        var now = DateTimeOffset.UtcNow;
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new CertificateRequest("CN=test root", rootKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var root = authority.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test server", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(server.Host));
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(root, now.AddDays(-1), now.AddDays(1), [1, 2, 3, 4]);

        await WriteAsync(server, "server.crt", certificate.ExportCertificatePem());
        await WriteAsync(server, "server.key", key.ExportPkcs8PrivateKeyPem());
        await server.ExecuteAsync("alter system set ssl = on;\nselect pg_reload_conf();", cancellationToken: Cancellation);
        await Eventually.TrueAsync(
            async () => await server.ExecuteAsync("show ssl", cancellationToken: Cancellation) == "on", Patience, "the server encrypts", Cancellation);
        return X509CertificateLoader.LoadCertificate(root.RawData);
    }

    private static Task<string> WriteAsync(PostgresServer server, string file, string pem) => server.ExecuteAsync(
        $"copy (select unnest(string_to_array('{pem.ReplaceLineEndings("\n").TrimEnd()}', E'\\n'))) to program 'umask 077; cat > {file}'", cancellationToken: Cancellation);
}
