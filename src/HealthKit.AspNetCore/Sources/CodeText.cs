using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using HealthKit.Hosting;

namespace HealthKit.Sources;

/// <summary>The words that an assembly contains: in texts, in the first texts of attributes, and as names of types and constants.</summary>
internal static class CodeText
{
    private const int LongestText = 200;
    private const int LongestWord = 48;
    private static readonly SearchValues<char> Splitting = SearchValues.Create(":/|.{}%,;=?&$*<>()[]");
    private static readonly SearchValues<char> Space = SearchValues.Create(" \t\r\n");

    /// <summary>Whether an assembly is the service's: packages are signed as a rule and services are not; a signed service signs all of its own.</summary>
    public static bool IsOwn(Assembly assembly, Assembly? entry)
    {
        var token = assembly.GetName().GetPublicKeyToken();
        return assembly == entry
            || assembly.GetName().Name?.StartsWith("HealthKit", StringComparison.Ordinal) == true
            || token is not { Length: > 0 }
            || (entry?.GetName().GetPublicKeyToken() is { Length: > 0 } own && token.AsSpan().SequenceEqual(own));
    }

    /// <summary>Adds the words of an assembly, as hashes.</summary>
    public static void Read(Assembly assembly, HashSet<int> words)
    {
        try
        {
            if (File(assembly) is { } file)
            {
                using var image = AssemblyOnDisk.Open(file, PEStreamOptions.PrefetchMetadata);
                Read(image.GetMetadataReader(), words);
            }
        }
#pragma warning disable CA1031 // A file that is gone or no assembly has no words; what it would have known is hidden.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private static void Read(MetadataReader code, HashSet<int> words)
    {
        var text = MetadataTokens.UserStringHandle(0);
        do
        {
            Add(words, code.GetUserString(text));
            text = code.GetNextHandle(text);
        }
        while (!text.IsNil);

        foreach (var handle in code.TypeDefinitions)
        {
            var type = code.GetTypeDefinition(handle);
            Add(words, code.GetString(type.Name).Split('`')[0]);
            Add(words, code.GetString(type.Namespace));
        }

        foreach (var handle in code.CustomAttributes)
        {
            AddAttribute(code, code.GetCustomAttribute(handle), words);
        }

        foreach (var handle in code.FieldDefinitions)
        {
            var field = code.GetFieldDefinition(handle);
            if (field.Attributes.HasFlag(FieldAttributes.Literal))
            {
                Add(words, code.GetString(field.Name));
            }
        }
    }

    // The first text of an attribute, such as the path of a route; ECMA-335 II.23.2.1 and II.23.3.
    private static void AddAttribute(MetadataReader code, CustomAttribute attribute, HashSet<int> words)
    {
        var signature = attribute.Constructor.Kind switch
        {
            HandleKind.MemberReference => code.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Signature,
            HandleKind.MethodDefinition => code.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).Signature,
            _ => default,
        };
        if (signature.IsNil)
        {
            return;
        }

        var constructor = code.GetBlobReader(signature);
        constructor.ReadSignatureHeader();
        if (constructor.ReadCompressedInteger() == 0 || constructor.ReadSignatureTypeCode() is not SignatureTypeCode.Void || constructor.ReadSignatureTypeCode() is not SignatureTypeCode.String)
        {
            return;
        }

        var value = code.GetBlobReader(attribute.Value);
        value.ReadUInt16();
        Add(words, value.ReadSerializedString());
    }

    // A text with a space in it is a sentence, and names no key.
    private static void Add(HashSet<int> words, ReadOnlySpan<char> text)
    {
        if (text.Length > LongestText || text.ContainsAny(Space))
        {
            return;
        }

        foreach (var piece in text.SplitAny(Splitting))
        {
            if (text[piece] is { Length: > 0 and <= LongestWord } word)
            {
                words.Add(Hash(word));
            }
        }
    }

    public static int Hash(ReadOnlySpan<char> word) => string.GetHashCode(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>The file of an assembly; null where it has none.</summary>
    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "Without a file the code counts as unreadable.")]
    public static string? File(Assembly assembly) => assembly.Location is { Length: > 0 } file && System.IO.File.Exists(file) ? file : null;
}
