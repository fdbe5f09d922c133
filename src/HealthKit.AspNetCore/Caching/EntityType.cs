using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HealthKit.Caching;

/// <summary>What a cached value's type says of the entity it holds: a list of products and a product are two, an array and a list of products one.</summary>
internal static class EntityType
{
    // They hold anything, or stand for its absence.
    private static readonly HashSet<Type> Opaque = [typeof(object), typeof(string), typeof(byte[]), typeof(bool), typeof(JsonElement), typeof(JsonDocument), typeof(JsonNode), typeof(JsonObject), typeof(JsonArray), typeof(DBNull)];

    /// <summary>The different entities among some types, by name.</summary>
    public static IReadOnlyList<string> Distinct(IEnumerable<Type> types)
    {
        var entities = types.Select(Of).Where(static entity => !Opaque.Contains(entity.Element)).Distinct().ToList();

        // A type and those derived from it are one entity.
        return [.. entities.Where(entity => !entities.Exists(other => other != entity && other.IsMany == entity.IsMany && other.Element.IsAssignableFrom(entity.Element))).Select(static entity => entity.IsMany ? $"{Name(entity.Element)}[]" : Name(entity.Element))];
    }

    /// <summary>A type's name as it is written in C#, without namespaces.</summary>
    public static string Name(Type type)
    {
        if (type.IsArray)
        {
            return $"{Name(type.GetElementType()!)}[]";
        }

        int generic = type.Name.IndexOf('`', StringComparison.Ordinal);
        return generic < 0 ? type.Name : $"{type.Name[..generic]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }

    private static (Type Element, bool IsMany) Of(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? Wrapped(type) ?? type;
        return !Opaque.Contains(type) && typeof(IEnumerable).IsAssignableFrom(type) ? (Element(type) ?? typeof(object), true) : (type, false);
    }

    private static Type? Wrapped(Type type) => type.IsGenericType && (typeof(Task).IsAssignableFrom(type) || type.GetGenericTypeDefinition() == typeof(ValueTask<>) || type.GetGenericTypeDefinition() == typeof(Lazy<>))
        ? type.GetGenericArguments()[0]
        : null;

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A collection that lost its interface counts as opaque.")]
    private static Type? Element(Type type) => type.IsArray
        ? type.GetElementType()
        : type.GetInterfaces().Append(type).FirstOrDefault(static face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0];
}
