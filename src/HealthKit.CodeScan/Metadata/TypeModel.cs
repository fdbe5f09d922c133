using System.Reflection.Metadata;

namespace HealthKit.CodeScan.Metadata;

/// <summary>A type of the host's own.</summary>
internal sealed class TypeModel(AssemblyImage image, TypeDefinitionHandle handle, string name, TypeModel? outer)
{
    public AssemblyImage Image => image;

    public TypeDefinitionHandle Handle => handle;

    /// <summary>The full name, "Shop.Cart+Line".</summary>
    public string Name => name;

    /// <summary>The type it is nested in.</summary>
    public TypeModel? Outer => outer;

    /// <summary>The name of its base type, without type arguments.</summary>
    public string BaseName { get; init; } = "";

    /// <summary>The interfaces it declares, without type arguments.</summary>
    public IReadOnlyList<string> Interfaces { get; init; } = [];

    public bool IsValueType { get; init; }

    /// <summary>Written by a tool: [GeneratedCode] on it or around it.</summary>
    public bool IsGenerated { get; init; }

    /// <summary>Written by the compiler: closures, caches of lambdas, state machines.</summary>
    public bool IsCompilerGenerated { get; init; }

    public bool IsAbstract { get; init; }

    public IReadOnlyDictionary<string, string> Accepted { get; init; } = new Dictionary<string, string>();

    public List<MethodModel> Methods { get; } = [];

    public List<FieldModel> Fields { get; } = [];

    /// <summary>A closure: the locals that a lambda shares with the method around it.</summary>
    public bool IsClosure => IsCompilerGenerated && name.Contains("<>c__DisplayClass", StringComparison.Ordinal);

    /// <summary>The reason with which it, or a type around it, is accepted for a check.</summary>
    public string? AcceptedFor(string check) => Accepted.TryGetValue(check, out var reason) ? reason : outer?.AcceptedFor(check);
}
