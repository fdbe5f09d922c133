using System.Diagnostics;
using System.Globalization;

namespace HealthKit.Benchmarks.Workers;

/// <summary>A <see cref="Worker"/> seen from outside. Meters are process-global, so variants cannot share a process.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;
    private readonly string _title;

    private WorkerProcess(Process process, string title) => (_process, _title) = (process, title);

    public static async Task<WorkerProcess> StartAsync(string comparison, string part, string variant)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            ArgumentList = { Worker.Command, comparison, part, variant },
        };
        var worker = new WorkerProcess(Process.Start(start)!, $"{variant}, {part}");
        await worker.ReadAsync();
        return worker;
    }

    /// <summary>Nanoseconds and bytes of one operation, undisturbed.</summary>
    public async Task<(double Nanoseconds, double Bytes)> MeasureAsync()
    {
        var words = (await AskAsync(Worker.Measured)).Split(' ');
        return (double.Parse(words[0], CultureInfo.InvariantCulture), double.Parse(words[1], CultureInfo.InvariantCulture));
    }

    public async Task<double?> RealBytesAsync() =>
        await AskAsync(Worker.RealBytes) is { Length: > 0 } bytes ? double.Parse(bytes, CultureInfo.InvariantCulture) : null;

    public Task VerifyAsync() => AskAsync(Worker.Verify);

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task<string> AskAsync(string question)
    {
        await _process.StandardInput.WriteLineAsync(question);
        await _process.StandardInput.FlushAsync();
        return await ReadAsync();
    }

    private async Task<string> ReadAsync() =>
        await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"The process of {_title} ended; its last words are above.");
}
