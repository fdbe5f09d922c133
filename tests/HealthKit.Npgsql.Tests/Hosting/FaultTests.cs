using System.Diagnostics.Metrics;
using HealthKit.Npgsql.Commands;
using HealthKit.Signals;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace HealthKit.Npgsql.Tests.Hosting;

/// <summary>Whatever goes wrong while HealthKit looks on, the application's command goes on.</summary>
public class FaultTests(PostgresFixture postgres)
{
    private static readonly AsyncLocal<bool> Faulty = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lets_a_command_pass_whose_request_has_lost_its_services()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        // With two hosts in the process each request is asked whose it is.
        await using var other = await TestHost.StartAsync(static _ => { });
        await using var host = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(database.ConnectionString), app => app.MapGet("/", async (HttpContext context, NpgsqlDataSource source) =>
        {
            var services = context.RequestServices;
            context.RequestServices = new GoneServices();
            try
            {
                await SelectAsync(source);
            }
            finally
            {
                context.RequestServices = services;
            }
        }));
        var before = SignalHub.Faults;
        await host.GetAsync("/", 3);
        Assert.True(SignalHub.Faults > before);
    }

    [Fact]
    public async Task Lets_a_command_pass_whose_duration_nobody_can_record()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var host = await TestHost.StartAsync(services => services.AddNpgsqlDataSource(database.ConnectionString), app => app.MapGet("/", async (NpgsqlDataSource source) =>
        {
            Faulty.Value = true;
            await SelectAsync(source);
        }));
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == MetricNames.DbQueryDuration)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>(static (_, _, _, _) => Throw());
        listener.Start();
        var before = SignalHub.Faults;
        await host.GetAsync("/", 3);
        Assert.Equal(before + 3, SignalHub.Faults);
    }

    [Fact]
    public async Task Outlives_a_figure_that_fails_as_the_pools_are_read()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var host = await TestHost.StartAsync(services => services.AddSingleton<TimeProvider>(time));
        using var meter = new Meter(NpgsqlInstruments.Meter);
        _ = meter.CreateObservableUpDownCounter(NpgsqlInstruments.ConnectionCount, static () => Throw());
        var before = SignalHub.Faults;
        Faulty.Value = true;
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(SignalHub.Faults > before);
        Faulty.Value = false;
        time.Advance(TimeSpan.FromSeconds(5));
        await host.GetAsync("/health/live");
    }

    private static int Throw() => Faulty.Value ? throw new InvalidOperationException("A listener of the host's that fails.") : 0;

    private static async Task SelectAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("select 1");
        await command.ExecuteScalarAsync(Cancellation);
    }

    private sealed class GoneServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => throw new ObjectDisposedException("The request's services");
    }
}
