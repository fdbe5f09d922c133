using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace HealthKit.Inspection;

/// <summary>Counts the validation rules on a model and below it, and tells whether it has a member that needs some.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A member that trimming removed is bound from no request.")]
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "As above.")]
[UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "As above.")]
internal static class ModelRules
{
    private const int Deepest = 5;

    /// <summary>Rules on the type, its members and theirs.</summary>
    /// <param name="type">The model.</param>
    /// <param name="requiredByNullability">True where a reference that is not nullable counts as required, as in MVC.</param>
    public static int Count(Type type, bool requiredByNullability) => Count(type, requiredByNullability ? new NullabilityInfoContext() : null, [], 0);

    /// <summary>True when the model holds text or a collection, at any depth.</summary>
    public static bool HoldsTextOrCollection(Type type) => Holds(type, [], 0);

    /// <summary>The element of a collection; the type itself otherwise.</summary>
    public static Type Element(Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (bare.IsArray)
        {
            return bare.GetElementType()!;
        }

        return bare != typeof(string) && Enumerated(bare) is { } element ? element : bare;
    }

    public static bool IsCollection(Type type) => type != typeof(string) && type != typeof(byte[]) && typeof(IEnumerable).IsAssignableFrom(type);

    /// <summary>A type with members of its own, written by somebody, rather than a value of the platform.</summary>
    public static bool IsModel(Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return !bare.IsPrimitive
            && !bare.IsEnum
            && !bare.IsPointer
            && (bare.Namespace is not { } name || (name != "System" && !name.StartsWith("System.", StringComparison.Ordinal) && !name.StartsWith("Microsoft.", StringComparison.Ordinal)));
    }

    public static Type? Enumerated(Type type) =>
        type.GetInterfaces().Append(type).FirstOrDefault(static candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() is { } open && (open == typeof(IEnumerable<>) || open == typeof(IAsyncEnumerable<>)))?.GenericTypeArguments[0];

    /// <summary>Rules on one property or parameter itself.</summary>
    public static int OfMember(ICustomAttributeProvider member) => Rules(member);

    private static int Count(Type type, NullabilityInfoContext? nullability, HashSet<Type> seen, int depth)
    {
        var model = Element(type);
        if (depth > Deepest || !IsModel(model) || !seen.Add(model))
        {
            return 0;
        }

        // A record's rules may stand on the parameters of its constructor.
        var rules = Rules(model)
            + model.GetConstructors().SelectMany(static constructor => constructor.GetParameters()).Sum(Rules)
            + (typeof(IValidatableObject).IsAssignableFrom(model) ? 1 : 0);
        foreach (var property in Members(model))
        {
            rules += Rules(property)
                + (nullability is not null && !property.PropertyType.IsValueType && nullability.Create(property).WriteState is NullabilityState.NotNull ? 1 : 0)
                + Count(property.PropertyType, nullability, seen, depth + 1);
        }

        return rules;
    }

    private static bool Holds(Type type, HashSet<Type> seen, int depth)
    {
        if (type == typeof(string) || IsCollection(type))
        {
            return true;
        }

        return depth <= Deepest && IsModel(type) && seen.Add(type) && Members(type).Any(property => Holds(property.PropertyType, seen, depth + 1));
    }

    private static IEnumerable<PropertyInfo> Members(Type model) =>
        model.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static property => property.CanRead && property.GetIndexParameters().Length == 0 && (property.SetMethod is { IsPublic: true } || TakenByConstructor(property)));

    private static bool TakenByConstructor(PropertyInfo property) =>
        property.DeclaringType?.GetConstructors().Any(constructor => constructor.GetParameters().Any(parameter => string.Equals(parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase))) == true;

    private static int Rules(ICustomAttributeProvider member) => member.GetCustomAttributes(typeof(ValidationAttribute), inherit: true).Length;
}
