using System.Reflection.PortableExecutable;

namespace HealthKit.Hosting;

/// <summary>Opens assemblies of the service to read, without standing in anybody's way.</summary>
internal static class AssemblyOnDisk
{
    /// <summary>Reads what the options ask for at once: a deployment that overwrites the file is not held up, and a mapped file that shrinks would end the process.</summary>
    /// <param name="path">The file.</param>
    /// <param name="prefetch">What to read; nothing else may be asked of the reader.</param>
    public static PEReader Open(string path, PEStreamOptions prefetch) =>
        new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete), prefetch);
}
