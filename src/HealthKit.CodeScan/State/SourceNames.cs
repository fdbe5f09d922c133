using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.State;

/// <summary>Names as the source has them, for what the compiler moved elsewhere.</summary>
internal static class SourceNames
{
    /// <summary>The type that was written: a closure's is the one around it.</summary>
    public static TypeModel Written(TypeModel type)
    {
        while (type.Outer is { } outer && type.Name[(type.Name.LastIndexOf('+') + 1)..].StartsWith('<'))
        {
            type = outer;
        }

        return type;
    }

    public static string Of(TypeModel type) => Of(Written(type).Name);

    /// <summary>"Shop.Cart.Line" for "Shop.Cart+Line`1".</summary>
    public static string Of(string name)
    {
        var plain = name.Replace('+', '.');
        for (var at = plain.IndexOf('`', StringComparison.Ordinal); at >= 0; at = plain.IndexOf('`', at))
        {
            var end = at + 1;
            while (end < plain.Length && char.IsAsciiDigit(plain[end]))
            {
                end++;
            }

            plain = plain.Remove(at, end - at);
        }

        return plain;
    }

    /// <summary>Type and method; a lambda's or local function's is the method around it.</summary>
    public static string Of(MethodModel method) => $"{Of(method.Type)}.{Written(method)}";

    /// <summary>Type and field; for a captured variable the method it was written in.</summary>
    public static string Of(FieldModel field)
    {
        if (!field.Type.IsClosure)
        {
            return $"{Of(field.Type)}.{field.SourceName}";
        }

        var lambda = field.Type.Methods.Find(static method => method.Name.StartsWith('<'));
        return lambda is null ? $"{Of(field.Type)}.{field.SourceName}" : $"{Of(lambda)}.{field.SourceName}";
    }

    /// <summary>The method that was written: for a lambda the one around it, where it can be found.</summary>
    public static MethodModel Around(MethodModel method) => Written(method.Type).Methods.Find(other => other.Name == Inner(method.Name)) ?? method;

    private static string Written(MethodModel method) => Inner(method.Name) switch
    {
        "<Main>$" => "Main",
        ".ctor" => "constructor",
        ".cctor" => "static constructor",
        var name => name[(name.LastIndexOf('.') + 1)..],
    };

    // "<PlaceAsync>b__0" and "<PlaceAsync>g__Retry|0_1" were written in PlaceAsync; "<<Main>$>b__0" in "<Main>$".
    private static string Inner(string name)
    {
        while (name.StartsWith('<') && name.LastIndexOf('>') is var end and > 0 && end + 1 < name.Length && name[end + 1] != '$')
        {
            name = name[1..end];
        }

        return name;
    }
}
