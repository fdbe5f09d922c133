using System.Globalization;

namespace HealthKit.TestServers.Commands;

internal static class ProcessTable
{
    /// <summary>False also for a zombie: whoever is to reap it may take its time.</summary>
    public static bool IsAlive(int processId)
    {
        try
        {
            var line = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
            return line[line.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
