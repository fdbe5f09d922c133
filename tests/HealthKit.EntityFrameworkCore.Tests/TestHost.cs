using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.EntityFrameworkCore.Tests;

/// <summary>A service with the audit of Entity Framework Core, and of PostgreSQL unless told otherwise.</summary>
internal sealed class TestHost(WebApplication app) : AuditedHost(app)
{
    public static async Task<TestHost> StartAsync(
        Action<IServiceCollection> services, Action<WebApplication>? routes = null, bool npgsql = true, params (string Key, string Value)[] configuration) =>
        new(await StartAppAsync(audit => _ = npgsql ? audit.AddEntityFrameworkCore().AddNpgsql() : audit.AddEntityFrameworkCore(), services, routes, configuration));

    /// <summary>Has the migrations read.</summary>
    public Task ReadMigrationsAsync() => ReadAsync("entityFramework.migrations");
}
