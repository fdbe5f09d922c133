namespace Storefront.Database;

public static class SearchDatabase
{
    public const string Key = "search";
}
