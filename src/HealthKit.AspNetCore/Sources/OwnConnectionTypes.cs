using System.Reflection;
using System.Reflection.Metadata;

namespace HealthKit.Sources;

/// <summary>Knows an ADO.NET driver that nobody has heard of by what it must have: a connection type of its own.</summary>
internal static class OwnConnectionTypes
{
    private const string Connection = "DbConnection";
    private const string Namespace = "System.Data.Common";

    /// <summary>True when a loaded assembly has a type that derives from <see cref="System.Data.Common.DbConnection"/>: a driver, or what wraps one. False where the runtime keeps no metadata.</summary>
    public static unsafe bool Has(Assembly assembly) => assembly.TryGetRawMetadata(out var metadata, out var length) && Has(new MetadataReader(metadata, length));

    private static bool Has(MetadataReader metadata)
    {
        foreach (var handle in metadata.TypeReferences)
        {
            var reference = metadata.GetTypeReference(handle);
            if (metadata.StringComparer.Equals(reference.Name, Connection) && metadata.StringComparer.Equals(reference.Namespace, Namespace))
            {
                return metadata.TypeDefinitions.Any(type => metadata.GetTypeDefinition(type).BaseType == (EntityHandle)handle);
            }
        }

        return false;
    }
}
