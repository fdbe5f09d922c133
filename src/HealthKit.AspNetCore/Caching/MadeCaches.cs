using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using HealthKit.Evidence;
using HealthKit.Hosting;

namespace HealthKit.Caching;

/// <summary>
/// Finds caches that the service's own code makes with new, past its registrations: a static MemoryCache is a cache like any other, and nothing tells
/// of its look-ups. Read once from the metadata of the service's projects, whether they are loaded yet or not.
/// </summary>
internal sealed class MadeCaches(ServiceFiles files)
{
    private const string Constructor = ".ctor";

    // What System.Runtime.Caching calls a cache is always one of the code's own: no registration knows it.
    private static readonly (string Namespace, string Name, string? Member)[] Makers =
    [
        ("Microsoft.Extensions.Caching.Memory", "MemoryCache", Constructor),
        ("System.Runtime.Caching", "MemoryCache", null),
    ];

    private readonly Lazy<IReadOnlyList<BlindSpot>> _spots = new(() => [.. files.Paths.SelectMany(Spots)]);

    public IReadOnlyList<BlindSpot> BlindSpots => _spots.Value;

    /// <summary>The caches that an assembly makes, by the name of their class.</summary>
    public static IReadOnlyList<string> In(string file)
    {
        try
        {
            using var image = AssemblyOnDisk.Open(file, PEStreamOptions.PrefetchMetadata);
            return image.HasMetadata ? In(image.GetMetadataReader()) : [];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or BadImageFormatException)
        {
            return [];
        }
    }

    private static IEnumerable<BlindSpot> Spots(string file) => In(file).Select(cache => new BlindSpot(
        $"{cache} in {Path.GetFileNameWithoutExtension(file)}",
        "The code makes it itself, so that no look-up in it shows.",
        "Register it with AddMemoryCache() and inject IMemoryCache, or look up through HybridCache; a FusionCache takes the registered one by WithRegisteredMemoryCache()."));

    private static List<string> In(MetadataReader code) =>
    [
        .. code.MemberReferences.Select(code.GetMemberReference)
            .Where(static member => member.Parent.Kind == HandleKind.TypeReference)
            .Select(member => (Type: code.GetTypeReference((TypeReferenceHandle)member.Parent), Member: code.GetString(member.Name)))
            .Where(made => Array.Exists(Makers, maker => code.StringComparer.Equals(made.Type.Name, maker.Name) && code.StringComparer.Equals(made.Type.Namespace, maker.Namespace) && (maker.Member is null || maker.Member == made.Member)))
            .Select(made => code.GetString(made.Type.Name))
            .Distinct(StringComparer.Ordinal),
    ];
}
