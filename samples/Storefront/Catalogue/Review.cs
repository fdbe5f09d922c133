namespace Storefront.Catalogue;

public sealed record Review(long Id, short Rating, string Body);
