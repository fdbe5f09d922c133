using System.ComponentModel.DataAnnotations;

namespace Storefront.Checkout;

public sealed record CheckoutRequest
{
    [StringLength(200)]
    public string? Note { get; init; }
}
