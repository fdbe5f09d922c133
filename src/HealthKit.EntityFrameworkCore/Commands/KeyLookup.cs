using System.Buffers;

namespace HealthKit.EntityFrameworkCore.Commands;

/// <summary>
/// Tells the text by which Entity Framework itself looks a row up by its key: for Find(), which filters narrow, and to read anew what a context holds already, for Reload() and
/// GetDatabaseValues(), which they do not. Its parameters have no name of the application's.
/// </summary>
internal static class KeyLookup
{
    private const string End = "LIMIT 1";

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    /// <summary>True for such a text.</summary>
    public static bool Is(string text)
    {
        var rest = text.AsSpan().TrimEnd();
        if (!rest.EndsWith(End, StringComparison.Ordinal))
        {
            return false;
        }

        var parameters = 0;
        for (var at = rest.IndexOf('@'); at >= 0; at = rest.IndexOf('@'))
        {
            rest = rest[(at + 1)..];
            var length = rest.IndexOfAnyExcept(NameCharacters);
            if (!IsOwn(length < 0 ? rest : rest[..length]))
            {
                return false;
            }

            parameters++;
        }

        return parameters > 0;
    }

    // "p", "p0", "p1" …; before Entity Framework Core 10 "__p_0", "__p_1" ….
    private static bool IsOwn(ReadOnlySpan<char> name)
    {
        name = name.TrimStart('_');
        return name.StartsWith('p') && name[1..].TrimStart('_').IndexOfAnyExceptInRange('0', '9') < 0;
    }
}
