using System.Collections.Immutable;
using System.Globalization;
using System.Reflection.Metadata;
namespace HealthKit.CodeScan.Metadata;

/// <summary>Writes the types of signatures as names: "System.Collections.Generic.List`1⟨System.Int32⟩", "System.Int32&amp;". The compiler's own names hold &lt; and &gt;.</summary>
internal sealed class SignatureNames : ISignatureTypeProvider<string, object?>
{
    /// <summary>Marks what <c>init</c> setters return.</summary>
    public const string InitOnly = "!init";

    /// <summary>Marks parameters that are passed by reference and only read.</summary>
    public const string ReadOnly = "!in";

    public static SignatureNames Instance { get; } = new();

    public static string Of(MetadataReader reader, EntityHandle type) => type.Kind switch
    {
        HandleKind.TypeDefinition => Of(reader, (TypeDefinitionHandle)type),
        HandleKind.TypeReference => Of(reader, (TypeReferenceHandle)type),
        HandleKind.TypeSpecification => reader.GetTypeSpecification((TypeSpecificationHandle)type).DecodeSignature(Instance, null),
        _ => "",
    };

    /// <summary>The name of a generic type's definition.</summary>
    public static string WithoutArguments(string name) => name.IndexOf('⟨', StringComparison.Ordinal) is var at and > 0 ? name[..at] : name;

    /// <summary>The type arguments of a generic type; empty where it has none.</summary>
    public static List<string> Arguments(string name)
    {
        var found = new List<string>();
        var start = name.IndexOf('⟨', StringComparison.Ordinal) + 1;
        var depth = 0;
        for (var at = start; start > 0 && at < name.Length; at++)
        {
            if (depth == 0 && name[at] is ('⟩' or ','))
            {
                found.Add(name[start..at]);
                start = at + 1;
                if (name[at] == '⟩')
                {
                    break;
                }
            }

            depth += name[at] == '⟨' ? 1 : name[at] == '⟩' ? -1 : 0;
        }

        return found;
    }

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => "System." + typeCode;

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => Of(reader, handle);

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => Of(reader, handle);

    public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) => Of(reader, handle);

    public string GetSZArrayType(string elementType) => elementType + "[]";

    public string GetArrayType(string elementType, ArrayShape shape) => elementType + "[,]";

    public string GetByReferenceType(string elementType) => elementType + "&";

    public string GetPointerType(string elementType) => elementType + "*";

    public string GetPinnedType(string elementType) => elementType;

    public string GetFunctionPointerType(MethodSignature<string> signature) => "method*";

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => $"{genericType}⟨{string.Join(",", typeArguments)}⟩";

    public string GetGenericTypeParameter(object? genericContext, int index) => "!" + index.ToString(CultureInfo.InvariantCulture);

    public string GetGenericMethodParameter(object? genericContext, int index) => "!!" + index.ToString(CultureInfo.InvariantCulture);

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => modifier switch
    {
        "System.Runtime.InteropServices.InAttribute" => unmodifiedType + ReadOnly,
        "System.Runtime.CompilerServices.IsExternalInit" => unmodifiedType + InitOnly,
        _ => unmodifiedType,
    };

    private static string Of(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        return Join(type.GetDeclaringType() is { IsNil: false } outer ? Of(reader, outer) : null, reader.GetString(type.Namespace), reader.GetString(type.Name));
    }

    private static string Of(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        return Join(type.ResolutionScope.Kind == HandleKind.TypeReference ? Of(reader, (TypeReferenceHandle)type.ResolutionScope) : null, reader.GetString(type.Namespace), reader.GetString(type.Name));
    }

    private static string Join(string? outer, string space, string name) => outer is not null ? $"{outer}+{name}" : space.Length == 0 ? name : $"{space}.{name}";
}
