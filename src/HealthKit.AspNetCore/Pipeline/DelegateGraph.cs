using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace HealthKit.Pipeline;

/// <summary>
/// The one place that looks into private fields: what a middleware, a closure or a compiled handler holds that leads on. Fields are chosen by their
/// type, never by name. Where a field is not there, whoever asked does not find the end it expects and says "unknown".
/// </summary>
[UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A field that trimming removed leaves the graph incomplete, which is unknown.")]
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "As above.")]
internal static class DelegateGraph
{
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> Fields = new();

    /// <summary>The delegates and closures that an object holds, with the field's name.</summary>
    public static IEnumerable<(string Field, object Value)> Held(object holder)
    {
        // A compiled expression keeps what it captured in an array.
        if (IsCompiled(holder.GetType()) && Field<object[]>(holder) is { } constants)
        {
            foreach (var constant in constants)
            {
                if (constant is Delegate or object[] || (constant is not null && IsHolder(constant.GetType())))
                {
                    yield return ("", constant);
                }
            }

            yield break;
        }

        foreach (var field in FieldsOf(holder.GetType()))
        {
            if (field.GetValue(holder) is { } value && (value is Delegate || IsHolder(value.GetType())))
            {
                yield return (field.Name, value);
            }
        }
    }

    /// <summary>The value of the first field of a type, null without one.</summary>
    public static T? Field<T>(object holder)
        where T : class =>
        FieldsOf(holder.GetType()).Where(static field => field.FieldType == typeof(T)).Select(field => field.GetValue(holder) as T).FirstOrDefault(static value => value is not null);

    /// <summary>The value of the first text field, null without one.</summary>
    public static string? Text(object holder) =>
        holder.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic).FirstOrDefault(static field => field.FieldType == typeof(string))?.GetValue(holder) as string;

    /// <summary>The value of a property that is no public API, null where it is not there.</summary>
    public static object? Property(object holder, string name) => holder.GetType().GetProperty(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)?.GetValue(holder);

    /// <summary>The types that a class which builds middleware keeps in fields.</summary>
    public static Type? MiddlewareType(object binder) => Field<Type>(binder);

    /// <summary>Whether an object of this type leads on: it has a field that is a request or filter delegate, or is made by the compiler to hold captured variables.</summary>
    public static bool IsHolder(Type type) =>
        IsCompiled(type)
        || IsClosure(type)
        || FieldsOf(type).Any(static field => field.FieldType == typeof(RequestDelegate) || field.FieldType == typeof(EndpointFilterDelegate));

    /// <summary>Whether the compiler made a type, for a lambda.</summary>
    public static bool IsClosure(Type type) => type.Name.StartsWith("<>c", StringComparison.Ordinal);

    // What compiled expressions capture; the type is public, but in no reference assembly.
    private static bool IsCompiled(Type type) => type.FullName == "System.Runtime.CompilerServices.Closure";

    public static FieldInfo[] FieldsOf(Type type) => Fields.GetOrAdd(type, static type =>
    {
        var found = new List<FieldInfo>();
        for (var at = type; at is not null && at != typeof(object); at = at.BaseType)
        {
            found.AddRange(at.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Where(static field => !field.FieldType.IsValueType && field.FieldType != typeof(string)));
        }

        return [.. found];
    });
}
