using HealthKit.Evidence;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HealthKit.State;

/// <summary>Finds where the data protection keys live.</summary>
internal static class KeyRing
{
    private const string Ephemeral = "EphemeralXmlRepository";

    /// <summary>The place, and the type that keeps the keys there.</summary>
    public static (StateLocation Location, string? Implementation) Find(IServiceProvider services)
    {
        if (services.GetService<IDataProtectionProvider>() is EphemeralDataProtectionProvider)
        {
            return (StateLocation.InProcess, nameof(EphemeralDataProtectionProvider));
        }

        var repository = services.GetService<IOptions<KeyManagementOptions>>()?.Value.XmlRepository;
        return repository switch
        {
            FileSystemXmlRepository files => (StateLocation.LocalFiles, files.GetType().Name),
            // Without a repository of the host's own the keys go to the user's profile, and where there is none they are kept in memory.
            null => FileSystemXmlRepository.DefaultKeyStorageDirectory is null
                ? (StateLocation.InProcess, Ephemeral)
                : (StateLocation.LocalFiles, "the default folder of the user's profile"),
            _ when repository.GetType().Name == Ephemeral => (StateLocation.InProcess, Ephemeral),
            _ => (Known(repository) ? StateLocation.Shared : StateLocation.Unknown, repository.GetType().Name),
        };
    }

    // Repositories of the framework and its add-ons, by name: their packages are no dependencies.
    private static bool Known(IXmlRepository repository) => repository.GetType().Namespace is { } name
        && (name.StartsWith("Microsoft.AspNetCore.DataProtection", StringComparison.Ordinal) || name.StartsWith("Azure.", StringComparison.Ordinal) || name.StartsWith("Amazon.", StringComparison.Ordinal))
        && !name.EndsWith("Repositories", StringComparison.Ordinal);
}
