using System.Globalization;

namespace HealthKit.Benchmarks.Workers;

/// <summary>How long a comparison takes.</summary>
/// <param name="Rounds">Rounds of one launch; each measures every variant once, in random order.</param>
/// <param name="Launches">Times that all processes are started afresh: a process compiles its methods a little differently each time.</param>
internal sealed record PairedOptions(int Rounds = 40, int Launches = 3)
{
    public static PairedOptions? TryParse(string[] arguments) => arguments switch
    {
        [] => new PairedOptions(),
        ["--rounds", var text, .. var rest] when Positive(text) is { } rounds && TryParse(rest) is { } others => others with { Rounds = rounds },
        ["--launches", var text, .. var rest] when Positive(text) is { } launches && TryParse(rest) is { } others => others with { Launches = launches },
        _ => null,
    };

    private static int? Positive(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
