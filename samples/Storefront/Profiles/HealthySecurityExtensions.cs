using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Storefront.Accounts;
using Storefront.Admin;
using Storefront.Uploads;

namespace Storefront.Profiles;

public static class HealthySecurityExtensions
{
    public static void AddHealthySecurity(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
        {
            cookie.Cookie.Name = "storefront";
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.Always;
            cookie.Cookie.SameSite = SameSiteMode.Strict;
            cookie.ExpireTimeSpan = TimeSpan.FromHours(8);
            // An API answers with a status, not with a page to sign in on.
            cookie.Events.OnRedirectToLogin = context => Answer(context, StatusCodes.Status401Unauthorized);
            cookie.Events.OnRedirectToAccessDenied = context => Answer(context, StatusCodes.Status403Forbidden);
        });
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(HealthyAdmin.Policy, policy => policy.RequireAuthenticatedUser().RequireRole(PrincipalExtensions.AdminRole));

        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins(builder.Configuration.GetSection("Cors:Origins").Get<string[]>() ?? []).AllowAnyHeader().AllowAnyMethod().AllowCredentials()));

        services.AddRateLimiter(limits =>
        {
            limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetTokenBucketLimiter(Caller(context), static _ => new()
            {
                TokenLimit = 400,
                TokensPerPeriod = 200,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            }));
            limits.AddPolicy(HealthyAccounts.SignInLimit, context => RateLimitPartition.GetFixedWindowLimiter(Address(context), static _ => new()
            {
                PermitLimit = 10,
                Window = TimeSpan.FromMinutes(1),
            }));
        });

        services.AddSingleton<IPasswordHasher<Customer>, PasswordHasher<Customer>>();
        services.AddSingleton<ObjectStore>();
        services.AddOptions<ObjectStoreOptions>().BindConfiguration("ObjectStore").ValidateDataAnnotations().ValidateOnStart();
    }

    private static string Caller(HttpContext context) =>
        context.User.CustomerId() is var customer and > 0 ? customer.ToString(CultureInfo.InvariantCulture) : Address(context);

    private static string Address(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";

    private static Task Answer(Microsoft.AspNetCore.Authentication.RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
