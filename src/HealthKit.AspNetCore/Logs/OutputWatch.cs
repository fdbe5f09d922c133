namespace HealthKit.Logs;

/// <summary>Stands in standard output, once for the whole process: the output is the process's, whichever of its hosts writes it.</summary>
internal sealed class OutputWatch
{
    private static readonly Lock Installing = new();
    private static OutputWatch? _installed;

    private readonly TextWriter _output;

    private OutputWatch()
    {
        Console.SetOut(new OutputTee(Console.Out, Sampler));
        _output = Console.Out;
    }

    public LineSampler Sampler { get; } = new();

    /// <summary>True while nobody has put another writer in its place.</summary>
    public bool IsInPlace => ReferenceEquals(Console.Out, _output);

    /// <summary>Puts it in place unless it is.</summary>
    public static OutputWatch Install()
    {
        lock (Installing)
        {
            return _installed is { IsInPlace: true } ? _installed : _installed = new OutputWatch();
        }
    }
}
