using System.ComponentModel.DataAnnotations;

namespace Storefront.Cart;

/// <summary>What a customer wants of one product; a quantity of 0 takes it out of the cart.</summary>
public sealed record CartItem
{
    [Range(1, long.MaxValue)]
    public long ProductId { get; init; }

    [Range(0, 20)]
    public int Quantity { get; init; }

    [StringLength(100)]
    public string? GiftMessage { get; init; }
}
