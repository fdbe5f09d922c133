using System.Reflection.Metadata;

namespace HealthKit.CodeScan.Metadata;

/// <summary>A field of a type of the host's own.</summary>
internal sealed class FieldModel(TypeModel type, FieldDefinitionHandle handle, string name)
{
    public TypeModel Type => type;

    public FieldDefinitionHandle Handle => handle;

    public string Name => name;

    /// <summary>The type of its values.</summary>
    public string ValueType { get; init; } = "";

    public bool IsStatic { get; init; }

    public bool IsInitOnly { get; init; }

    public bool IsThreadStatic { get; init; }

    /// <summary>Made by the compiler for itself: caches of delegates, hoisted locals. A property's own field is not.</summary>
    public bool IsCompilerGenerated => name.StartsWith('<') && !IsBacking;

    /// <summary>The field behind an automatic property.</summary>
    public bool IsBacking => name.EndsWith(">k__BackingField", StringComparison.Ordinal);

    /// <summary>The name in the source: the property's, for its field.</summary>
    public string SourceName => IsBacking ? name[1..name.IndexOf('>', StringComparison.Ordinal)] : name;

    /// <summary>True where nobody but the code itself can write it: no binder, no serializer.</summary>
    public bool IsOnlyWrittenHere => type.IsClosure || (IsInitOnly && !IsBacking);

    public IReadOnlyDictionary<string, string> Accepted { get; set; } = new Dictionary<string, string>();
}
