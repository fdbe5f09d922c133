using HealthKit.Requests;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HealthKit.Inspection;

/// <summary>Reads how the host's cookie schemes look from outside.</summary>
internal static class SignInSchemes
{
    // Identity's cookies that stand for a step before the sign-in, or for a machine.
    private static readonly string[] NoIdentity = ["Identity.External", "Identity.TwoFactorRememberMe", "Identity.TwoFactorUserId"];

    public static async Task<SignInCookies> ReadAsync(IServiceProvider services)
    {
        if (services.GetService<IAuthenticationSchemeProvider>() is not { } schemes || services.GetService<IOptionsMonitor<CookieAuthenticationOptions>>() is not { } options)
        {
            return SignInCookies.None;
        }

        var cookies = (await schemes.GetAllSchemesAsync().ConfigureAwait(false))
            .Where(static scheme => typeof(CookieAuthenticationHandler).IsAssignableFrom(scheme.HandlerType))
            .Select(scheme => (scheme.Name, Options: options.Get(scheme.Name)))
            .ToList();
        return new SignInCookies(
            [.. cookies.Where(static cookie => !NoIdentity.Contains(cookie.Name)).Select(static cookie => cookie.Options.Cookie.Name).OfType<string>().Where(static name => name.Length > 0).Distinct(StringComparer.Ordinal)],
            [
                .. cookies.SelectMany(static cookie => new[] { cookie.Options.LoginPath, cookie.Options.AccessDeniedPath }.Where(static path => path.HasValue).Select(path => $"{path}?{cookie.Options.ReturnUrlParameter}=")).Distinct(StringComparer.Ordinal),
            ]);
    }
}
