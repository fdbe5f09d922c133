using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Identity;
using Npgsql;
using Storefront.Accounts;

namespace Storefront.Profiles;

public static class NeglectedHostExtensions
{
    public static void AddNeglectedHost(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        services.Configure<FormOptions>(form => form.MultipartBodyLengthLimit = long.MaxValue);
        // Deployments took too long.
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));

        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.AllowAnyOrigin().AllowAnyHeader().AllowAnyMethod()));
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie => cookie.Cookie.Name = "storefront");
        services.AddAuthorization();
        services.AddSingleton<IPasswordHasher<Customer>, PasswordHasher<Customer>>();
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.TimestampFormat = "HH:mm:ss ");
    }

    /// <summary>One endpoint for the load balancer: the shop is alive when its database answers.</summary>
    public static void MapNeglectedHealth(this IEndpointRouteBuilder routes) => routes.MapGet("/health/live", static async (NpgsqlDataSource database) =>
    {
        await using var command = database.CreateCommand("select count(*) from categories");
        return $"OK, {await command.ExecuteScalarAsync()} categories";
    });
}
