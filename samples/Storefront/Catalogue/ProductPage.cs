using System.ComponentModel;

namespace Storefront.Catalogue;

[ImmutableObject(true)]
public sealed record ProductPage(IReadOnlyList<ProductSummary> Items, long? Next, IReadOnlyList<ProductSummary> BestSellers);
