using System.Reflection.Metadata;

namespace HealthKit.CodeScan.Metadata;

/// <summary>Reads the attributes of a definition by name, without loading their types.</summary>
internal static class Attributes
{
    private const string Accepted = "HealthKit.HealthKitAcceptedAttribute";

    /// <summary>The reasons that the code gives for accepting findings, by check.</summary>
    public static IReadOnlyDictionary<string, string> Acceptances(MetadataReader reader, CustomAttributeHandleCollection attributes)
    {
        Dictionary<string, string>? found = null;
        foreach (var handle in attributes)
        {
            var attribute = reader.GetCustomAttribute(handle);
            if (Name(reader, attribute) != Accepted)
            {
                continue;
            }

            var blob = reader.GetBlobReader(attribute.Value);
            blob.ReadUInt16();
            if (blob.ReadSerializedString() is { } check && blob.ReadSerializedString() is { } reason && !string.IsNullOrWhiteSpace(reason))
            {
                (found ??= [])[check] = reason;
            }
        }

        return found ?? (IReadOnlyDictionary<string, string>)System.Collections.Frozen.FrozenDictionary<string, string>.Empty;
    }

    public static bool Has(MetadataReader reader, CustomAttributeHandleCollection attributes, string name)
    {
        foreach (var handle in attributes)
        {
            if (Name(reader, reader.GetCustomAttribute(handle)) == name)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The type that an attribute takes as its only argument, such as a state machine's.</summary>
    public static string? TypeArgument(MetadataReader reader, CustomAttributeHandleCollection attributes, Func<string, bool> isWanted)
    {
        foreach (var handle in attributes)
        {
            var attribute = reader.GetCustomAttribute(handle);
            if (isWanted(Name(reader, attribute)))
            {
                var blob = reader.GetBlobReader(attribute.Value);
                blob.ReadUInt16();
                return blob.ReadSerializedString()?.Replace("\\", "", StringComparison.Ordinal);
            }
        }

        return null;
    }

    private static string Name(MetadataReader reader, CustomAttribute attribute) => attribute.Constructor.Kind switch
    {
        HandleKind.MemberReference => SignatureNames.Of(reader, reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent),
        HandleKind.MethodDefinition => SignatureNames.Of(reader, reader.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType()),
        _ => "",
    };
}
