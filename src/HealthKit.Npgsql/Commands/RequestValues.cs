using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace HealthKit.Npgsql.Commands;

/// <summary>What a caller chose in one request: values of its route, query string and form. Held no longer than the request, and never shown.</summary>
internal sealed class RequestValues
{
    /// <summary>A shorter value stands in too many texts by chance.</summary>
    private const int Shortest = 3;

    private const int Longest = 200;
    private const int Most = 32;
    private const int ShortestNumber = 4;

    // What MVC puts into every route: names of code, chosen by nobody.
    private static readonly string[] RouteNames = ["action", "area", "controller", "handler", "page"];

    private readonly List<string> _values = [];

    private RequestValues()
    {
    }

    /// <summary>A request without values.</summary>
    public static RequestValues None { get; } = new();

    /// <summary>Reads them; the form only when the service has read it already.</summary>
    public static RequestValues Of(HttpContext context)
    {
        var values = new RequestValues();
        foreach (var (name, value) in context.Request.RouteValues)
        {
            if (value is string text && Array.IndexOf(RouteNames, name) < 0)
            {
                values.Add(text);
            }
        }

        foreach (var pair in new QueryStringEnumerable(context.Request.QueryString.Value))
        {
            values.Add(pair.DecodeValue().ToString());
        }

        foreach (var field in context.Features.Get<IFormFeature>()?.Form ?? FormCollection.Empty)
        {
            foreach (var value in field.Value)
            {
                values.Add(value);
            }
        }

        return values;
    }

    /// <summary>Hash of the value that stands inside a string literal, or 0.</summary>
    /// <param name="literal">What the literal stands for: quotes gone, doubled ones single.</param>
    public int FindIn(ReadOnlySpan<char> literal)
    {
        foreach (var value in _values)
        {
            if (literal.Contains(value, StringComparison.OrdinalIgnoreCase))
            {
                return Hash(value);
            }
        }

        return 0;
    }

    /// <summary>Hash of the value that a numeric literal is, or 0; short numbers coincide too often.</summary>
    public int FindNumber(ReadOnlySpan<char> number)
    {
        if (number.Length < ShortestNumber || number.ContainsAnyExceptInRange('0', '9'))
        {
            return 0;
        }

        foreach (var value in _values)
        {
            if (number.SequenceEqual(value))
            {
                return Hash(value);
            }
        }

        return 0;
    }

    // Seeded anew in each process, so that a hash tells nothing elsewhere.
    private static int Hash(string value)
    {
        var hash = string.GetHashCode(value, StringComparison.OrdinalIgnoreCase);
        return hash == 0 ? 1 : hash;
    }

    private void Add(string? value)
    {
        var text = value.AsSpan().Trim();
        if (text.Length >= Shortest && _values.Count < Most)
        {
            _values.Add((text.Length <= Longest ? text : text[..Longest]).ToString());
        }
    }
}
