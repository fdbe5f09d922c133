using System.Diagnostics.Metrics;
using System.Globalization;
using HealthKit.Checks;
using HealthKit.Npgsql.Pools;
using HealthKit.TestServers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Databases;

/// <summary>A password that changes again and again leaves one pool of HealthKit's, of one connection.</summary>
public class PasswordRotationTests(PostgresFixture postgres)
{
    private const int Rotations = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("provider")]
    [InlineData("periodic provider")]
    [InlineData("set in code")]
    [InlineData("set in code, passfile")]
    public async Task Leaves_one_pool_and_one_connection(string how)
    {
        await using var database = await postgres.CreateDatabaseAsync("create table shop (id int primary key)", Cancellation);
        var role = database.Name + "_app";
        await database.ExecuteAsync($"create role {role} login password 'p0'", Cancellation);
        var (password, asked) = ("p0", 0);
        string Provide()
        {
            Interlocked.Increment(ref asked);
            return Volatile.Read(ref password);
        }

        var isSet = how.StartsWith("set in code", StringComparison.Ordinal);
        var connectionString = new NpgsqlConnectionStringBuilder(database.Server.ConnectionStringFor(database.Name, role))
        {
            Password = isSet ? "p0" : null,
            Passfile = how.EndsWith("passfile", StringComparison.Ordinal) ? Path.Combine(Path.GetTempPath(), role) : null,
        }.ConnectionString;
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var host = await TestHost.StartAsync(services => services.AddSingleton<TimeProvider>(time).AddNpgsqlDataSource(connectionString, builder => _ = how switch
        {
            "provider" => builder.UsePasswordProvider(_ => Provide(), (_, _) => ValueTask.FromResult(Provide())),
            "periodic provider" => builder.UsePeriodicPasswordProvider((_, _) => ValueTask.FromResult(Provide()), TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20)),
            _ => builder,
        }));
        _ = host.Services.GetRequiredService<NpgsqlDataSource>();
        for (var rotation = 1; rotation <= Rotations; rotation++)
        {
            var next = string.Create(CultureInfo.InvariantCulture, $"p{rotation}");
            await database.ExecuteAsync($"alter role {role} password '{next}'", Cancellation);
            Volatile.Write(ref password, next);
            var before = Volatile.Read(ref asked);
            if (how == "periodic provider")
            {
                // The call under way may still give the old one.
                await Eventually.TrueAsync(() => Volatile.Read(ref asked) >= before + 3, Patience, "the driver has the new password", Cancellation);
            }
            else if (isSet)
            {
                host.Services.GetRequiredService<NpgsqlDataSource>().Password = next;
            }

            time.Advance(TimeSpan.FromSeconds(20));
            await host.ReadDatabasesAsync();
            using var ready = await host.Client.GetAsync("/health/ready", Cancellation);
            Assert.True(ready.IsSuccessStatusCode, next);
            var check = await host.CheckAsync("2.2");
            Assert.True(check.Outcome == Outcome.Pass, $"{next}: {check.Reason}");
            Assert.InRange(await SessionsAsync(database, role), 0, 2);
        }

        // A reading of the background's may be under way.
        await Eventually.TrueAsync(async () => await SessionsAsync(database, role) == 1, Patience, "only the connection of the readiness check is left", Cancellation);
        Assert.Equal(2, Pools(database));

        await host.DisposeAsync();
        await Eventually.TrueAsync(async () => await SessionsAsync(database, role) == 0, Patience, "none is left after the host", Cancellation);
        Assert.Equal(0, Pools(database));
    }

    [Fact]
    public async Task Takes_the_password_of_a_passfile()
    {
        await using var database = await postgres.CreateDatabaseAsync("create table shop (id int primary key)", Cancellation);
        var role = database.Name + "_app";
        await database.ExecuteAsync($"create role {role} login password 'filed'", Cancellation);
        var passfile = Path.Combine(Path.GetTempPath(), role + ".pgpass");
        try
        {
            await File.WriteAllTextAsync(passfile, $"*:*:*:{role}:filed\n", Cancellation);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(passfile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            var connectionString = new NpgsqlConnectionStringBuilder(database.Server.ConnectionStringFor(database.Name, role)) { Password = null, Passfile = passfile }.ConnectionString;
            await using var host = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(connectionString));
            await host.ReadDatabasesAsync();
            Assert.Equal(Outcome.Pass, (await host.CheckAsync("2.2")).Outcome);
            using var ready = await host.Client.GetAsync("/health/ready", Cancellation);
            Assert.True(ready.IsSuccessStatusCode);
        }
        finally
        {
            File.Delete(passfile);
        }
    }

    [Fact]
    public async Task Follows_a_password_that_changes_in_the_configuration()
    {
        await using var database = await postgres.CreateDatabaseAsync("create table shop (id int primary key)", Cancellation);
        var role = database.Name + "_app";
        await database.ExecuteAsync($"create role {role} login password 'p1'", Cancellation);
        await using var host = await TestHost.StartAsync(static _ => { }, configuration: ("ConnectionStrings:Shop", database.Server.ConnectionStringFor(database.Name, role, "p1")));
        await using (var used = new NpgsqlConnection(database.Server.ConnectionStringFor(database.Name, role, "p1")))
        {
            await used.OpenAsync(Cancellation);
            await host.ReadDatabasesAsync();
            Assert.Equal(Outcome.Pass, (await host.CheckAsync("2.2")).Outcome);

            await database.ExecuteAsync($"alter role {role} password 'p2'", Cancellation);
            host.Services.GetRequiredService<Microsoft.Extensions.Configuration.IConfiguration>()["ConnectionStrings:Shop"] = database.Server.ConnectionStringFor(database.Name, role, "p2");
            await host.ReadDatabasesAsync();
            Assert.Equal(Outcome.Pass, (await host.CheckAsync("2.2")).Outcome);
        }
    }

    private static async Task<int> SessionsAsync(PostgresDatabase database, string role) => int.Parse(
        await database.ExecuteAsync($"select count(*) from pg_stat_activity where application_name = '{NpgsqlInstruments.OwnApplicationName}' and usename = '{role}'", Cancellation),
        CultureInfo.InvariantCulture);

    // Every data source of the driver's, pooling or not, tells its idle connections; those of no pool are none.
    private static int Pools(PostgresDatabase database)
    {
        var pools = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == NpgsqlInstruments.Meter && instrument.Name == NpgsqlInstruments.ConnectionCount)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>((_, _, tags, _) =>
        {
            var (name, isIdle) = ("", false);
            foreach (var (key, value) in tags)
            {
                name = key == NpgsqlInstruments.PoolNameTag ? (string)value! : name;
                isIdle |= key == NpgsqlInstruments.StateTag && (string?)value == NpgsqlInstruments.IdleState;
            }

            if (isIdle && OwnPools.Contains(name) && name.Contains(database.Name, StringComparison.Ordinal))
            {
                pools++;
            }
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return pools;
    }
}
