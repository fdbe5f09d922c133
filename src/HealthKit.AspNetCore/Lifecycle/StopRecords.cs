using System.Text.Json;
using HealthKit.Evidence;

namespace HealthKit.Lifecycle;

/// <summary>The records of a service's last stops: one small file for each, so that instances that share a folder never write the same one.</summary>
internal sealed class StopRecords(string folder)
{
    private const int Kept = 10;
    private const long LargestBytes = 64 * 1024;
    private const string Pattern = "stop-*.json";

    public string Folder => folder;

    /// <summary>Reads the latest records, newest first; a record that cannot be read is left out and named.</summary>
    public (IReadOnlyList<ServiceStop> Stops, IReadOnlyList<string> Refused) Load()
    {
        var stops = new List<ServiceStop>();
        var refused = new List<string>();
        if (!Directory.Exists(folder))
        {
            return (stops, refused);
        }

        foreach (var file in Newest())
        {
            try
            {
                using var stream = File.OpenRead(file.FullName);
                if (stream.Length > LargestBytes)
                {
                    refused.Add($"{file.Name}: larger than {LargestBytes} bytes");
                }
                else if (JsonSerializer.Deserialize(stream, StopRecordJson.Default.ServiceStop) is { } stop)
                {
                    stops.Add(stop);
                }
            }
            catch (JsonException malformed)
            {
                refused.Add($"{file.Name} line {(malformed.LineNumber ?? 0) + 1}: not a stop record");
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                refused.Add($"{file.Name}: {unreadable.GetType().Name}");
            }
        }

        return ([.. stops.OrderByDescending(static stop => stop.RequestedAt)], refused);
    }

    /// <summary>Writes one record whole or not at all, and forgets all but the latest.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public void Write(ServiceStop stop)
    {
        Create();
        var path = Path.Combine(folder, FormattableString.Invariant($"stop-{stop.RequestedAt.UtcTicks}-{Environment.ProcessId}.json"));
        var half = path + ".tmp";
        using (var stream = new FileStream(half, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            JsonSerializer.Serialize(stream, stop, StopRecordJson.Default.ServiceStop);
        }

        File.Move(half, path, overwrite: true);
        foreach (var old in Newest().Skip(Kept))
        {
            File.Delete(old.FullName);
        }
    }

    /// <summary>Makes sure, before it is needed, that records can be written.</summary>
    /// <returns>What hinders it, or null.</returns>
    public string? FindHindrance()
    {
        try
        {
            Create();
            var probe = Path.Combine(folder, FormattableString.Invariant($"probe-{Environment.ProcessId}-{Guid.NewGuid():N}.tmp"));
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return null;
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return unwritable.GetType().Name;
        }
    }

    private void Create()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    // The name begins with the time, zero-padded by its nature: ticks have had 18 digits since the year 317.
    private IEnumerable<FileInfo> Newest() => new DirectoryInfo(folder).EnumerateFiles(Pattern).OrderByDescending(static file => file.Name, StringComparer.Ordinal);
}
