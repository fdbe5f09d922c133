using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace HealthKit.CodeScan.Metadata;

/// <summary>Reads the definitions of one assembly.</summary>
internal static class ModelReader
{
    private const string GeneratedCode = "System.CodeDom.Compiler.GeneratedCodeAttribute";
    private const string CompilerGenerated = "System.Runtime.CompilerServices.CompilerGeneratedAttribute";
    private const string ThreadStatic = "System.ThreadStaticAttribute";

    public static AssemblyModel Read(AssemblyImage image, ref int methods)
    {
        var model = new AssemblyModel(image);
        var known = new Dictionary<TypeDefinitionHandle, TypeModel>();
        foreach (var handle in image.Reader.TypeDefinitions)
        {
            var type = Type(image, handle, known);
            model.Add(type);
            Members(model, type, ref methods);
        }

        Machines(model);
        return model;
    }

    private static TypeModel Type(AssemblyImage image, TypeDefinitionHandle handle, Dictionary<TypeDefinitionHandle, TypeModel> known)
    {
        if (known.TryGetValue(handle, out var type))
        {
            return type;
        }

        var reader = image.Reader;
        var definition = reader.GetTypeDefinition(handle);
        var outer = definition.GetDeclaringType() is { IsNil: false } parent ? Type(image, parent, known) : null;
        var attributes = definition.GetCustomAttributes();
        var baseName = definition.BaseType.IsNil ? "" : SignatureNames.WithoutArguments(SignatureNames.Of(reader, definition.BaseType));
        type = new TypeModel(image, handle, SignatureNames.Of(reader, handle), outer)
        {
            BaseName = baseName,
            Interfaces = [.. definition.GetInterfaceImplementations().Select(each => SignatureNames.WithoutArguments(SignatureNames.Of(reader, reader.GetInterfaceImplementation(each).Interface)))],
            IsValueType = baseName is "System.ValueType" or "System.Enum",
            IsAbstract = (definition.Attributes & (TypeAttributes.Abstract | TypeAttributes.Interface)) != 0,
            IsGenerated = outer is { IsGenerated: true } || Attributes.Has(reader, attributes, GeneratedCode),
            IsCompilerGenerated = Attributes.Has(reader, attributes, CompilerGenerated),
            Accepted = Attributes.Acceptances(reader, attributes),
        };
        known.Add(handle, type);
        return type;
    }

    private static void Members(AssemblyModel model, TypeModel type, ref int methods)
    {
        var reader = model.Image.Reader;
        var definition = reader.GetTypeDefinition(type.Handle);
        foreach (var handle in definition.GetFields())
        {
            var field = reader.GetFieldDefinition(handle);
            if ((field.Attributes & FieldAttributes.Literal) != 0)
            {
                continue;
            }

            var found = new FieldModel(type, handle, reader.GetString(field.Name))
            {
                ValueType = field.DecodeSignature(SignatureNames.Instance, null),
                IsStatic = (field.Attributes & FieldAttributes.Static) != 0,
                IsInitOnly = (field.Attributes & FieldAttributes.InitOnly) != 0,
                IsPrivate = (field.Attributes & FieldAttributes.FieldAccessMask) == FieldAttributes.Private,
                IsThreadStatic = Attributes.Has(reader, field.GetCustomAttributes(), ThreadStatic),
                Accepted = Attributes.Acceptances(reader, field.GetCustomAttributes()),
            };
            type.Fields.Add(found);
            model.FieldsByToken.Add(MetadataTokens.GetToken(handle), found);
        }

        foreach (var handle in definition.GetMethods())
        {
            var method = Method(reader, type, handle, methods++);
            type.Methods.Add(method);
            model.MethodsByToken.Add(MetadataTokens.GetToken(handle), method);
        }

        foreach (var handle in definition.GetProperties())
        {
            var property = reader.GetPropertyDefinition(handle);
            var accepted = Attributes.Acceptances(reader, property.GetCustomAttributes());
            if (accepted.Count > 0 && type.Fields.Find(field => field.IsBacking && field.SourceName == reader.GetString(property.Name)) is { } backing)
            {
                backing.Accepted = accepted;
            }
        }
    }

    private static MethodModel Method(MetadataReader reader, TypeModel type, MethodDefinitionHandle handle, int index)
    {
        var method = reader.GetMethodDefinition(handle);
        var attributes = method.GetCustomAttributes();
        var signature = method.DecodeSignature(SignatureNames.Instance, null);
        var names = new string[signature.ParameterTypes.Length];
        foreach (var each in method.GetParameters())
        {
            var parameter = reader.GetParameter(each);
            if (parameter.SequenceNumber > 0 && parameter.SequenceNumber <= names.Length)
            {
                names[parameter.SequenceNumber - 1] = reader.GetString(parameter.Name);
            }
        }

        return new MethodModel(type, handle, reader.GetString(method.Name))
        {
            Index = index,
            IsStatic = (method.Attributes & MethodAttributes.Static) != 0,
            IsVirtual = (method.Attributes & MethodAttributes.Virtual) != 0,
            IsPublic = (method.Attributes & MethodAttributes.MemberAccessMask) == MethodAttributes.Public,
            IsGenerated = type.IsGenerated || Attributes.Has(reader, attributes, GeneratedCode),
            IsCompilerGenerated = Attributes.Has(reader, attributes, CompilerGenerated),
            Parameters = signature.ParameterTypes,
            ParameterNames = [.. names.Select(static name => name ?? "")],
            ReturnType = signature.ReturnType,
            Accepted = Attributes.Acceptances(reader, attributes),
        };
    }

    private static void Machines(AssemblyModel model)
    {
        foreach (var method in model.MethodsByToken.Values)
        {
            var attributes = model.Image.Reader.GetMethodDefinition(method.Handle).GetCustomAttributes();
            if (Attributes.TypeArgument(model.Image.Reader, attributes, static name => name.EndsWith("StateMachineAttribute", StringComparison.Ordinal)) is { } name
                && (model.Find(name) ?? model.Find(name.Split(',')[0])) is { } machine)
            {
                method.Machine = machine;
                foreach (var step in machine.Methods)
                {
                    step.Kickoff = method;
                }
            }
        }
    }
}
