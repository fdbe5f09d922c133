using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Storefront.Accounts;

public static class PrincipalExtensions
{
    public const string AdminRole = "admin";

    public static long CustomerId(this ClaimsPrincipal principal) =>
        long.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), CultureInfo.InvariantCulture, out var id) ? id : 0;

    public static ClaimsPrincipal ToPrincipal(this Customer customer)
    {
        var identity = new ClaimsIdentity(CookieAuthenticationDefaults.AuthenticationScheme);
        identity.AddClaim(new(ClaimTypes.NameIdentifier, customer.Id.ToString(CultureInfo.InvariantCulture)));
        identity.AddClaim(new(ClaimTypes.Name, customer.Email));
        if (customer.IsAdmin) identity.AddClaim(new(ClaimTypes.Role, AdminRole));
        return new(identity);
    }
}
