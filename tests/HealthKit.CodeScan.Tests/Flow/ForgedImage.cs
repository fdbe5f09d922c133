using System.Reflection.Metadata;
using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Tests.Flow;

/// <summary>An assembly of which one method has another body than the compiler gave it, or none that can be read.</summary>
internal sealed class ForgedImage(AssemblyImage inner, string type, string method, Func<MethodIl> body) : AssemblyImage(inner.Name, inner.Reader)
{
    public override int EntryPoint => inner.EntryPoint;

    public override MethodIl? Body(MethodDefinitionHandle handle)
    {
        var definition = Reader.GetMethodDefinition(handle);
        return Reader.StringComparer.Equals(definition.Name, method) && Reader.StringComparer.Equals(Reader.GetTypeDefinition(definition.GetDeclaringType()).Name, type) ? body() : inner.Body(handle);
    }

    public override string? Locate(MethodDefinitionHandle handle, int offset) => inner.Locate(handle, offset);

    public override void Dispose() => inner.Dispose();
}
