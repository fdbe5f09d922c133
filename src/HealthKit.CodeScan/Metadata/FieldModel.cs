using System.Reflection.Metadata;

namespace HealthKit.CodeScan.Metadata;

/// <summary>A field of a type of the host's own.</summary>
internal sealed class FieldModel(TypeModel type, FieldDefinitionHandle handle, string name)
{
    private bool? _isOnlyWrittenHere;

    public TypeModel Type => type;

    public FieldDefinitionHandle Handle => handle;

    public string Name => name;

    /// <summary>The type of its values.</summary>
    public string ValueType { get; init; } = "";

    public bool IsStatic { get; init; }

    public bool IsInitOnly { get; init; }

    public bool IsPrivate { get; init; }

    public bool IsThreadStatic { get; init; }

    /// <summary>Made by the compiler for itself: caches of delegates, hoisted locals. What stands for a property or a parameter that somebody wrote is not.</summary>
    public bool IsCompilerGenerated => name.StartsWith('<') && !IsBacking && !IsParameter;

    /// <summary>The field behind a parameter of a primary constructor.</summary>
    public bool IsParameter => name.StartsWith('<') && name.EndsWith(">P", StringComparison.Ordinal);

    /// <summary>The field behind an automatic property.</summary>
    public bool IsBacking => name.EndsWith(">k__BackingField", StringComparison.Ordinal);

    /// <summary>The name in the source: the property's or the parameter's, for its field.</summary>
    public string SourceName => IsBacking || IsParameter ? name[1..name.IndexOf('>', StringComparison.Ordinal)] : name;

    /// <summary>True where nobody but the code itself can write it: no binder, no serializer, no mapper of entities.</summary>
    public bool IsOnlyWrittenHere => _isOnlyWrittenHere ??= type.IsClosure || (IsInitOnly && !(IsBacking && HasSetter())) || (IsStatic && IsPrivate && !IsBacking);

    public IReadOnlyDictionary<string, string> Accepted { get; set; } = new Dictionary<string, string>();

    private bool HasSetter()
    {
        var setter = "set_" + SourceName[(SourceName.LastIndexOf('.') + 1)..];
        return type.Methods.Exists(method => method.Name.EndsWith(setter, StringComparison.Ordinal));
    }
}
