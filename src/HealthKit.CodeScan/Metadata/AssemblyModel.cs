using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace HealthKit.CodeScan.Metadata;

/// <summary>One assembly's definitions, and what its tokens mean.</summary>
internal sealed class AssemblyModel(AssemblyImage image)
{
    private readonly Dictionary<int, CallTarget?> _calls = [];
    private readonly Dictionary<int, FieldModel?> _fields = [];
    private readonly List<TypeModel> _types = [];
    private readonly Dictionary<string, TypeModel> _byName = new(StringComparer.Ordinal);

    public AssemblyImage Image => image;

    public IReadOnlyList<TypeModel> Types => _types;

    public Dictionary<int, MethodModel> MethodsByToken { get; } = [];

    public Dictionary<int, FieldModel> FieldsByToken { get; } = [];

    public void Add(TypeModel type)
    {
        _types.Add(type);
        _byName.TryAdd(type.Name, type);
    }

    /// <summary>A type by its full name.</summary>
    public TypeModel? Find(string name) => _byName.GetValueOrDefault(name);

    public CallTarget? Call(CodeBase code, int token)
    {
        if (!_calls.TryGetValue(token, out var target))
        {
            target = Resolve(code, MetadataTokens.EntityHandle(token), []);
            _calls.Add(token, target);
        }

        return target;
    }

    public FieldModel? Field(CodeBase code, int token)
    {
        if (!_fields.TryGetValue(token, out var field))
        {
            field = Resolve(code, MetadataTokens.EntityHandle(token));
            _fields.Add(token, field);
        }

        return field;
    }

    /// <summary>The name of a type token.</summary>
    public string TypeName(int token) => SignatureNames.Of(image.Reader, MetadataTokens.EntityHandle(token));

    private FieldModel? Resolve(CodeBase code, EntityHandle handle)
    {
        if (handle.Kind == HandleKind.FieldDefinition)
        {
            return FieldsByToken.GetValueOrDefault(MetadataTokens.GetToken(handle));
        }

        if (handle.Kind != HandleKind.MemberReference)
        {
            return null;
        }

        var reference = image.Reader.GetMemberReference((MemberReferenceHandle)handle);
        var name = image.Reader.GetString(reference.Name);
        return Owner(code, reference.Parent)?.Fields.Find(field => field.Name == name);
    }

    // A type of this assembly before one of the same name elsewhere.
    private TypeModel? Owner(CodeBase code, EntityHandle parent)
    {
        var name = SignatureNames.WithoutArguments(SignatureNames.Of(image.Reader, parent));
        return parent.Kind == HandleKind.TypeReference ? code.Find(name) : Find(name) ?? code.Find(name);
    }

    private CallTarget? Resolve(CodeBase code, EntityHandle handle, ImmutableArray<string> arguments)
    {
        var reader = image.Reader;
        switch (handle.Kind)
        {
            case HandleKind.MethodSpecification:
                var specification = reader.GetMethodSpecification((MethodSpecificationHandle)handle);
                return Resolve(code, specification.Method, specification.DecodeSignature(SignatureNames.Instance, null));
            case HandleKind.MethodDefinition:
                var method = MethodsByToken[MetadataTokens.GetToken(handle)];
                return new CallTarget
                {
                    Type = method.Type.Name,
                    FullType = method.Type.Name,
                    Name = method.Name,
                    Parameters = method.Parameters,
                    ReturnType = method.ReturnType,
                    HasThis = !method.IsStatic,
                    TypeArguments = arguments,
                    Own = method,
                };
            case HandleKind.MemberReference:
                var reference = reader.GetMemberReference((MemberReferenceHandle)handle);
                var signature = reference.DecodeMethodSignature(SignatureNames.Instance, null);
                var full = SignatureNames.Of(reader, reference.Parent);
                var name = reader.GetString(reference.Name);
                return new CallTarget
                {
                    Type = SignatureNames.WithoutArguments(full),
                    FullType = full,
                    Name = name,
                    Parameters = signature.ParameterTypes,
                    ReturnType = signature.ReturnType,
                    HasThis = signature.Header.IsInstance,
                    TypeArguments = arguments,
                    Own = Owner(code, reference.Parent)?.Methods.Find(own => own.Name == name && own.Parameters.AsSpan().SequenceEqual(signature.ParameterTypes.AsSpan())),
                };
            default:
                return null;
        }
    }
}
