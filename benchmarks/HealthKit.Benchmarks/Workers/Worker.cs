using System.Diagnostics;
using System.Globalization;
using HealthKit.Benchmarks.Comparisons;

namespace HealthKit.Benchmarks.Workers;

/// <summary>The process of one variant: it measures a slice whenever it is told to, and checks at the end that everything was recorded.</summary>
internal static class Worker
{
    public const string Command = "worker";
    public const string Ready = "ready";
    public const string Measured = "measure";
    public const string Verify = "verify";
    public const string RealBytes = "bytes";

    private const int WarmUps = 12;
    private const int Slices = 10;
    private static readonly TimeSpan Tiering = TimeSpan.FromMilliseconds(150);

    public static async Task<int> RunAsync(Comparison comparison, string part, string variant)
    {
        await using var workload = await comparison.StartAsync(part, variant);
        long operations = 0;
        // The runtime compiles hot methods again in pauses of 100 ms.
        for (var round = 0; round < WarmUps; round++)
        {
            Run(Slices * comparison.OperationsPerSlice);
            await Task.Delay(Tiering);
        }

        Answer(Ready);
        while (Console.ReadLine() is { } line)
        {
            switch (line)
            {
                case Measured:
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

        // The fastest of a few short slices: whatever else the machine does can only make a slice slower.
        string Measure()
        {
            var (nanoseconds, bytes) = (double.MaxValue, double.MaxValue);
            for (var slice = 0; slice < Slices; slice++)
            {
                var allocated = GC.GetAllocatedBytesForCurrentThread();
                var start = Stopwatch.GetTimestamp();
                Run(comparison.OperationsPerSlice);
                nanoseconds = Math.Min(nanoseconds, Stopwatch.GetElapsedTime(start).TotalNanoseconds / comparison.OperationsPerSlice);
                bytes = Math.Min(bytes, (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / comparison.OperationsPerSlice);
            }

            return string.Create(CultureInfo.InvariantCulture, $"{nanoseconds} {bytes}");
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
