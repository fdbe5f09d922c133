using HealthKit.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HealthKit.Jobs;

/// <summary>Job queues and schedulers by the types they register, and hosted services of the application's own.</summary>
internal static class KnownJobSystems
{
    private static readonly (string Prefix, string Name)[] Systems =
    [
        ("Hangfire.", "Hangfire"),
        ("Quartz.", "Quartz.NET"),
        ("MassTransit.", "MassTransit"),
        ("Wolverine.", "Wolverine"),
        ("NServiceBus.", "NServiceBus"),
        ("Rebus.", "Rebus"),
        ("Coravel.", "Coravel"),
        ("TickerQ.", "TickerQ"),
        ("SlimMessageBus.", "SlimMessageBus"),
        ("DotNetCore.CAP.", "CAP"),
        ("EasyNetQ.", "EasyNetQ"),
        ("RabbitMQ.Client.", "RabbitMQ"),
        ("Azure.Messaging.ServiceBus.", "Azure Service Bus"),
        ("Confluent.Kafka.", "Kafka"),
    ];

    private static readonly string[] Framework = ["Microsoft.", "System.", "OpenTelemetry.", "Npgsql", "StackExchange.", "ZiggyCreatures.", "Serilog", "Yarp.", "Aspire."];

    /// <summary>The systems among a host's registrations.</summary>
    public static IEnumerable<string> In(IServiceCollection services)
    {
        var known = services
            .Select(static descriptor => descriptor.ServiceType.FullName)
            .OfType<string>()
            .SelectMany(static name => Systems.Where(system => name.StartsWith(system.Prefix, StringComparison.Ordinal)))
            .Select(static system => system.Name);
        var own = services
            .Where(static descriptor => descriptor.ServiceType == typeof(IHostedService) && !descriptor.IsKeyedService)
            .Select(static descriptor => descriptor.ImplementationType ?? descriptor.ImplementationInstance?.GetType() ?? descriptor.ImplementationFactory?.Method.ReturnType)
            .OfType<Type>()
            .Where(static type => typeof(BackgroundService).IsAssignableFrom(type) && type != typeof(BackgroundService) && !IsFramework(type))
            .Select(static type => type.Name);
        return known.Concat(own).Distinct(StringComparer.Ordinal);
    }

    private static bool IsFramework(Type type) =>
        OwnAssemblies.Contains(type.Assembly.GetName().Name) || Framework.Any(prefix => type.FullName!.StartsWith(prefix, StringComparison.Ordinal)) || Systems.Any(system => type.FullName!.StartsWith(system.Prefix, StringComparison.Ordinal));
}
