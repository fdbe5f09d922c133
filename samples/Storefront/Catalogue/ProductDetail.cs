using System.ComponentModel;

namespace Storefront.Catalogue;

[ImmutableObject(true)]
public sealed record ProductDetail(long Id, string Sku, string Name, string Brand, string Description, string Category, decimal Price, int Stock)
{
    public IReadOnlyList<Review> Reviews { get; init; } = [];
}
