using System.Text.Json;

namespace Storefront.Database;

public static class SnakeCase
{
    public static string From(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
