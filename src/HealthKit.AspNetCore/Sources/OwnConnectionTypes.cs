using System.Reflection;
using System.Reflection.Metadata;

namespace HealthKit.Sources;

/// <summary>Knows an ADO.NET driver that nobody has heard of by what it must have: types of its own for connections and parameters. What wraps drivers, to measure them, passes on their parameters.</summary>
internal static class OwnConnectionTypes
{
    private const string Namespace = "System.Data.Common";

    /// <summary>True when a loaded assembly has types that derive from <see cref="System.Data.Common.DbConnection"/> and <see cref="System.Data.Common.DbParameter"/>. False where the runtime keeps no metadata.</summary>
    public static unsafe bool Has(Assembly assembly) => assembly.TryGetRawMetadata(out var metadata, out var length) && Has(new MetadataReader(metadata, length));

    private static bool Has(MetadataReader metadata) => Derives(metadata, "DbConnection") && Derives(metadata, "DbParameter");

    private static bool Derives(MetadataReader metadata, string name)
    {
        foreach (var handle in metadata.TypeReferences)
        {
            var reference = metadata.GetTypeReference(handle);
            if (metadata.StringComparer.Equals(reference.Name, name) && metadata.StringComparer.Equals(reference.Namespace, Namespace))
            {
                return metadata.TypeDefinitions.Any(type => metadata.GetTypeDefinition(type).BaseType == (EntityHandle)handle);
            }
        }

        return false;
    }
}
