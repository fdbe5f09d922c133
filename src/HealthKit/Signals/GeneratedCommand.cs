namespace HealthKit.Signals;

/// <summary>
/// The text of a command that an object-relational mapper wrote by itself, left by whoever watches the mapper for whoever watches the driver: the
/// driver starts the command on the same thread, before anything else runs there.
/// </summary>
internal static class GeneratedCommand
{
    [ThreadStatic]
    private static string? _text;

    [ThreadStatic]
    private static GeneratedKind _kind;

    /// <summary>Leaves the text of a command that is about to be sent.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="kind">Why the mapper wrote it.</param>
    public static void Leave(string text, GeneratedKind kind) => (_text, _kind) = (text, kind);

    /// <summary>Takes it away again; null when the command at hand was written by hand.</summary>
    public static string? Take() => Take(out _);

    /// <summary>The same, and why the mapper wrote it.</summary>
    public static string? Take(out GeneratedKind kind)
    {
        var text = _text;
        kind = _kind;
        _text = null;
        return text;
    }
}
