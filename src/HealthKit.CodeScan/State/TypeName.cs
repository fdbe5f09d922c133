namespace HealthKit.CodeScan.State;

/// <summary>A type by name, so that one that is not loaded can be meant too.</summary>
internal readonly record struct TypeName(string Assembly, string Name)
{
    public static TypeName Of(Type type)
    {
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return new TypeName(definition.Assembly.GetName().Name ?? "", definition.FullName ?? definition.Name);
    }
}
