namespace HealthKit.Signals;

/// <summary>
/// The text of a command that an object-relational mapper wrote by itself, left by whoever watches the mapper for whoever watches the driver: the
/// driver starts the command on the same thread, before anything else runs there.
/// </summary>
internal static class GeneratedCommand
{
    [ThreadStatic]
    private static string? _text;

    /// <summary>Leaves the text of a command that is about to be sent.</summary>
    public static void Leave(string text) => _text = text;

    /// <summary>Takes it away again; null when the command at hand was written by hand.</summary>
    public static string? Take()
    {
        var text = _text;
        _text = null;
        return text;
    }
}
