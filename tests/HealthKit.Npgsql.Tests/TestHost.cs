using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Npgsql.Tests;

/// <summary>A service with the audit of PostgreSQL.</summary>
internal sealed class TestHost(WebApplication app) : AuditedHost(app)
{
    public static async Task<TestHost> StartAsync(
        Action<IServiceCollection> services, Action<WebApplication>? routes = null, Action<NpgsqlAuditOptions>? options = null, params (string Key, string Value)[] configuration) =>
        new(await StartAppAsync(audit => audit.AddNpgsql(options ?? (static _ => { })), services, routes, configuration));
}
