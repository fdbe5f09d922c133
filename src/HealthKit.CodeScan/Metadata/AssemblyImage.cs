using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace HealthKit.CodeScan.Metadata;

/// <summary>One assembly: its metadata, and where the bodies of its methods can be read.</summary>
internal abstract class AssemblyImage(string name, MetadataReader reader) : IDisposable
{
    public string Name => name;

    public MetadataReader Reader => reader;

    /// <summary>The token of the entry point; 0 without one.</summary>
    public abstract int EntryPoint { get; }

    /// <summary>A method's body; null where it has none.</summary>
    public abstract MethodIl? Body(MethodDefinitionHandle method);

    /// <summary>File and line of an instruction; null without symbols.</summary>
    public abstract string? Locate(MethodDefinitionHandle method, int offset);

    public abstract void Dispose();

    protected int Locals(StandaloneSignatureHandle signature)
    {
        if (signature.IsNil)
        {
            return 0;
        }

        var blob = reader.GetBlobReader(reader.GetStandaloneSignature(signature).Signature);
        blob.ReadByte();
        return blob.ReadCompressedInteger();
    }

    protected static MethodDefinitionHandle Method(int token) => (MethodDefinitionHandle)MetadataTokens.EntityHandle(token);
}
