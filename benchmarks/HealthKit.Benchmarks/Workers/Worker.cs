using System.Diagnostics;
using System.Globalization;
using HealthKit.Benchmarks.Comparisons;

namespace HealthKit.Benchmarks.Workers;

/// <summary>The process of one variant: it measures a slice whenever it is told to, and checks at the end that everything was recorded.</summary>
internal static class Worker
{
    public const string Command = "worker";
    public const string Ready = "ready";
    public const string Slice = "slice";
    public const string Verify = "verify";
    public const string RealBytes = "bytes";

    private const int WarmUps = 12;
    private static readonly TimeSpan Tiering = TimeSpan.FromMilliseconds(150);

    public static async Task<int> RunAsync(Comparison comparison, string part, string variant)
    {
        await using var workload = await comparison.StartAsync(part, variant);
        long operations = 0;
        // The runtime compiles hot methods again in pauses of 100 ms.
        for (var round = 0; round < WarmUps; round++)
        {
            Run(comparison.OperationsPerSlice);
            await Task.Delay(Tiering);
        }

        Answer(Ready);
        while (Console.ReadLine() is { } line)
        {
            switch (line)
            {
                case Slice:
                    Answer(Measure());
                    break;
                case RealBytes:
                    Answer((await workload.RealBytesAsync())?.ToString(CultureInfo.InvariantCulture) ?? "");
                    break;
                case Verify:
                    await workload.VerifyAsync(operations);
                    Answer(Ready);
                    break;
            }
        }

        return 0;

        string Measure()
        {
            var bytes = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            Run(comparison.OperationsPerSlice);
            var elapsed = Stopwatch.GetElapsedTime(start);
            bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{elapsed.TotalNanoseconds / comparison.OperationsPerSlice} {(double)bytes / comparison.OperationsPerSlice}");
        }

        void Run(int count)
        {
            workload.Run(count);
            operations += count;
        }
    }

    private static void Answer(string text)
    {
        Console.Out.WriteLine(text);
        Console.Out.Flush();
    }
}
