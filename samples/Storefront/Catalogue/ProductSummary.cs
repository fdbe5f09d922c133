using System.ComponentModel;

namespace Storefront.Catalogue;

[ImmutableObject(true)]
public sealed record ProductSummary(long Id, string Name, string Brand, string Category, decimal Price);
