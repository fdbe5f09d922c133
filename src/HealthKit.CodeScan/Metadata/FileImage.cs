using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using HealthKit.Hosting;

namespace HealthKit.CodeScan.Metadata;

/// <summary>An assembly in a file, with its symbols where they lie beside it or inside.</summary>
internal sealed class FileImage : AssemblyImage
{
    private const long LargestSymbols = 64_000_000;

    private readonly PEReader _file;
    private readonly MetadataReaderProvider? _symbols;
    private readonly SequencePoints? _points;

    private FileImage(string name, PEReader file, MetadataReader reader, MetadataReaderProvider? symbols)
        : base(name, reader)
    {
        (_file, _symbols) = (file, symbols);
        _points = symbols is null ? null : new SequencePoints(symbols.GetMetadataReader());
    }

    public override int EntryPoint => _file.PEHeaders.CorHeader?.EntryPointTokenOrRelativeVirtualAddress ?? 0;

    /// <summary>Opens a file; null where it holds no managed code.</summary>
    public static FileImage? Open(string path)
    {
        var file = AssemblyOnDisk.Open(path, PEStreamOptions.PrefetchEntireImage);
        try
        {
            if (!file.HasMetadata)
            {
                file.Dispose();
                return null;
            }

            var reader = file.GetMetadataReader();
            return new FileImage(reader.GetString(reader.GetAssemblyDefinition().Name), file, reader, Symbols(file, path));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override MethodIl? Body(MethodDefinitionHandle method)
    {
        var address = Reader.GetMethodDefinition(method).RelativeVirtualAddress;
        if (address == 0)
        {
            return null;
        }

        var body = _file.GetMethodBody(address);
        var regions = body.ExceptionRegions.Select(region => new ProtectedRegion(
            region.TryOffset,
            region.TryOffset + region.TryLength,
            region.HandlerOffset,
            region.HandlerOffset + region.HandlerLength,
            region.Kind is ExceptionRegionKind.Filter ? region.FilterOffset : -1,
            region.Kind is ExceptionRegionKind.Catch or ExceptionRegionKind.Filter)
        {
            TakesAll = region.Kind == ExceptionRegionKind.Catch && SignatureNames.Of(Reader, region.CatchType) is "System.Exception" or "System.Object",
            IsFault = region.Kind == ExceptionRegionKind.Fault,
        });
        return new MethodIl(body.GetILBytes() ?? [], body.MaxStack, Locals(body.LocalSignature), [.. regions]);
    }

    public override string? Locate(MethodDefinitionHandle method, int offset) => _points?.Find(method, offset);

    public override void Dispose()
    {
        _symbols?.Dispose();
        _file.Dispose();
    }

    private static MetadataReaderProvider? Symbols(PEReader file, string path)
    {
        try
        {
            return file.TryOpenAssociatedPortablePdb(path, static pdb => new FileInfo(pdb) is { Exists: true, Length: < LargestSymbols } ? new MemoryStream(File.ReadAllBytes(pdb)) : null, out var provider, out _) ? provider : null;
        }
#pragma warning disable CA1031 // Symbols only add lines to names; broken ones leave the names.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }
}
