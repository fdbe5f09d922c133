using System.ComponentModel.DataAnnotations;

namespace Storefront.Accounts;

public sealed record SignInRequest
{
    [Required, EmailAddress, StringLength(200)]
    public string Email { get; init; } = "";

    [Required, StringLength(100, MinimumLength = 8)]
    public string Password { get; init; } = "";
}
