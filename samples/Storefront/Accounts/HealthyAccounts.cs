using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Storefront.Database;

namespace Storefront.Accounts;

public static class HealthyAccounts
{
    public const string SignInLimit = "sign-in";

    public static void MapHealthyAccounts(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/accounts/sign-in", SignInAsync).AllowAnonymous().RequireRateLimiting(SignInLimit);
        routes.MapGet("/accounts/me", ShowAsync);
    }

    private static async Task<Results<NoContent, UnauthorizedHttpResult>> SignInAsync(
        SignInRequest request, ShopContext database, IPasswordHasher<Customer> hasher, HttpContext context, CancellationToken cancellation)
    {
        var email = request.Email.ToLowerInvariant();
        var customer = await database.Customers.AsNoTracking().SingleOrDefaultAsync(customer => customer.Email == email, cancellation);
        if (customer is null || hasher.VerifyHashedPassword(customer, customer.PasswordHash, request.Password) == PasswordVerificationResult.Failed)
        {
            return TypedResults.Unauthorized();
        }

        await context.SignInAsync(customer.ToPrincipal());
        return TypedResults.NoContent();
    }

    private static async Task<Ok<AccountView>> ShowAsync(ClaimsPrincipal user, ShopContext database, CancellationToken cancellation)
    {
        var id = user.CustomerId();
        return TypedResults.Ok(await database.Customers.Where(customer => customer.Id == id)
            .Select(customer => new AccountView(
                customer.Email,
                customer.Name,
                customer.Addresses.OrderBy(address => address.Id).Take(20).Select(address => new AddressView(address.Line, address.City, address.Country)).ToList()))
            .SingleAsync(cancellation));
    }
}
