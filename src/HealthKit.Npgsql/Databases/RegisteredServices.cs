using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Npgsql.Databases;

/// <summary>The host's service descriptors, kept to find its data sources once all are registered.</summary>
internal sealed record RegisteredServices(IServiceCollection Services);
