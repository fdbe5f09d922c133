using System.Diagnostics;
using System.Globalization;
using HealthKit.Evidence;
using HealthKit.Hosts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Inspection;

/// <summary>What the inspection of 500 endpoints costs the processor, compiling its code included the first time.</summary>
[Collection(nameof(InspectionCostTests)), CollectionDefinition(nameof(InspectionCostTests), DisableParallelization = true)]
public sealed class InspectionCostTests
{
    private const int Endpoints = 500;

    // 300 ms are asked of a release build that runs alone; a debug build beside other work gets more.
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Inspects_500_endpoints_in_little_time_of_the_processor()
    {
        var first = await CostAsync();
        var second = await CostAsync();

        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture, $"500 endpoints inspected: {first.TotalMilliseconds:F0} ms of the processor the first time, {second.TotalMilliseconds:F0} ms the second time."));
        Assert.True(first < Most, $"{first.TotalMilliseconds} ms");
        Assert.True(second < Most, $"{second.TotalMilliseconds} ms");
    }

    private static async Task<TimeSpan> CostAsync()
    {
        var app = TestHost.Build(
            app =>
            {
                for (var index = 0; index < Endpoints / 2; index++)
                {
                    app.MapGet(string.Create(CultureInfo.InvariantCulture, $"/orders{index}/{{id}}"), (int id) => new List<int> { id }).RequireAuthorization();
                    app.MapPost(string.Create(CultureInfo.InvariantCulture, $"/orders{index}"), (ValidatedOrder order) => order.Name ?? "");
                }
            },
            builder =>
            {
                ValidatedHost.Validated(builder);
                builder.Services.AddAuthentication(HeaderAuthentication.Header).AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>(HeaderAuthentication.Header, null);
                builder.Services.AddAuthorization();
                // Nothing but the inspection that is measured may run.
                builder.Services.Remove(builder.Services.Single(static descriptor => descriptor.ImplementationType == typeof(Hosting.CollectorService)));
            });
        await using (app)
        {
            await app.StartAsync(TestContext.Current.CancellationToken);
            using var process = Process.GetCurrentProcess();
            var before = process.TotalProcessorTime;
            var found = await app.Services.GetRequiredService<EndpointInspection>().ReadAsync(TestContext.Current.CancellationToken);
            process.Refresh();
            Assert.Equal(Endpoints, found.Count);
            Assert.All(found, one => Assert.Equal(one.Evidence.Methods[0] == "GET" ? EndpointProtection.Protected : EndpointProtection.Open, one.Evidence.Protection));
            return process.TotalProcessorTime - before;
        }
    }
}
