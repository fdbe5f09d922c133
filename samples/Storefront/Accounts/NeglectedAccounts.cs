using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Storefront.Database;

namespace Storefront.Accounts;

public static class NeglectedAccounts
{
    public static void MapNeglectedAccounts(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/accounts/sign-in", SignInAsync);
        routes.MapGet("/accounts/me", ShowAsync);
    }

    private static async Task<IResult> SignInAsync(SignInRequest request, ShopContext database, IPasswordHasher<Customer> hasher, HttpContext context)
    {
#pragma warning disable CA1311, CA1862 // Translated to lower(email), which no index serves.
        var customer = await database.Customers.FirstOrDefaultAsync(customer => customer.Email.ToLower() == request.Email.ToLower());
#pragma warning restore CA1311, CA1862
        if (customer is null || hasher.VerifyHashedPassword(customer, customer.PasswordHash, request.Password) == PasswordVerificationResult.Failed)
        {
            return Results.Unauthorized();
        }

        await context.SignInAsync(customer.ToPrincipal());
        return Results.NoContent();
    }

    private static async Task<IResult> ShowAsync(HttpContext context, ShopContext database, long? customer)
    {
        // The call centre looks customers up by their number.
        var id = customer ?? context.User.CustomerId();
        return await database.Customers.Include(found => found.Addresses).FirstOrDefaultAsync(found => found.Id == id) is { } account
            ? Results.Ok(account)
            : Results.NotFound();
    }
}
