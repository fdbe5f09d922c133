using System.Text.Json;
using Microsoft.Extensions.Hosting;

namespace HealthKit.Budgets;

/// <summary>Reads a file of performance budgets: an object of routes and milliseconds, <c>{ "GET /orders": 200 }</c>.</summary>
internal static class BudgetFile
{
    private const double LongestMilliseconds = 600_000;
    private const int LargestBytes = 1 << 20;

    /// <summary>The file's place: below the content root, unless the path says where.</summary>
    public static string Locate(string path, IHostEnvironment? environment) => Path.Combine(environment?.ContentRootPath ?? "", path);

    /// <summary>Reads the budgets, or says with file and line what is wrong with them.</summary>
    public static (IReadOnlyDictionary<string, TimeSpan> Budgets, string? Error) Read(string path)
    {
        var budgets = new Dictionary<string, TimeSpan>(StringComparer.OrdinalIgnoreCase);
        try
        {
            var bytes = File.ReadAllBytes(path);
            if (bytes.Length > LargestBytes)
            {
                return (budgets, $"{path}: larger than {LargestBytes} bytes");
            }

            return (budgets, Fill(budgets, path, bytes));
        }
        catch (JsonException malformed)
        {
            return (budgets, $"{path} line {(malformed.LineNumber ?? 0) + 1}: not JSON");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return (budgets, $"{path}: cannot be read ({unreadable.GetType().Name})");
        }
    }

    private static string? Fill(Dictionary<string, TimeSpan> budgets, string path, byte[] bytes)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        string At(long position) => $"{path} line {bytes.AsSpan(0, (int)position).Count((byte)'\n') + 1}";
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return $"{At(0)}: an object of routes and milliseconds is expected";
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var route = reader.GetString()!;
            var position = reader.TokenStartIndex;
            reader.Read();
            if (!IsRoute(route))
            {
                return $"{At(position)}: '{route}' is no route; write a method and a template, \"GET /orders/{{id}}\"";
            }

            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var milliseconds) || milliseconds is < 1 or > LongestMilliseconds)
            {
                return $"{At(position)}: the p99 of '{route}' is a number of milliseconds from 1 to 600,000";
            }

            if (!budgets.TryAdd(route, TimeSpan.FromMilliseconds(milliseconds)))
            {
                return $"{At(position)}: '{route}' has a budget already";
            }
        }

        return null;
    }

    private static bool IsRoute(string route) =>
        route.Split(' ') is [{ Length: > 0 } method, { Length: > 0 } template] && template[0] == '/' && method.All(char.IsAsciiLetterUpper);
}
