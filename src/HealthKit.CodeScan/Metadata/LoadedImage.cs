using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace HealthKit.CodeScan.Metadata;

/// <summary>An assembly that is loaded but lies in no file of its own, as in a single-file application.</summary>
internal sealed class LoadedImage : AssemblyImage
{
    private readonly Assembly _assembly;

    private LoadedImage(Assembly assembly, MetadataReader reader)
        : base(assembly.GetName().Name!, reader) => _assembly = assembly;

    public override int EntryPoint => _assembly.EntryPoint?.MetadataToken ?? 0;

    /// <summary>Reads an assembly from memory; null where the runtime keeps no metadata.</summary>
    public static unsafe LoadedImage? Open(Assembly assembly) =>
        assembly.TryGetRawMetadata(out var metadata, out var length) ? new LoadedImage(assembly, new MetadataReader(metadata, length)) : null;

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A body that trimming removed is a body that does not run.")]
    public override MethodIl? Body(MethodDefinitionHandle method)
    {
        if (Reader.GetMethodDefinition(method).RelativeVirtualAddress == 0 || _assembly.ManifestModule.ResolveMethod(MetadataTokens.GetToken(method))?.GetMethodBody() is not { } body)
        {
            return null;
        }

        var regions = body.ExceptionHandlingClauses.Select(static clause => new ProtectedRegion(
            clause.TryOffset,
            clause.TryOffset + clause.TryLength,
            clause.HandlerOffset,
            clause.HandlerOffset + clause.HandlerLength,
            clause.Flags == ExceptionHandlingClauseOptions.Filter ? clause.FilterOffset : -1,
            clause.Flags is ExceptionHandlingClauseOptions.Clause or ExceptionHandlingClauseOptions.Filter)
        {
            TakesAll = clause.Flags == ExceptionHandlingClauseOptions.Clause && clause.CatchType?.FullName is "System.Exception" or "System.Object",
            IsFault = clause.Flags == ExceptionHandlingClauseOptions.Fault,
        });
        return new MethodIl(body.GetILAsByteArray() ?? [], body.MaxStackSize, body.LocalVariables.Count, [.. regions]);
    }

    public override string? Locate(MethodDefinitionHandle method, int offset) => null;

    public override void Dispose()
    {
    }
}
