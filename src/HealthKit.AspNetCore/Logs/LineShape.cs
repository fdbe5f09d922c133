namespace HealthKit.Logs;

/// <summary>What a line of output looks like.</summary>
internal enum LineShape
{
    /// <summary>A JSON object.</summary>
    Json,

    /// <summary>A line of the simple console formatter, or one with terminal colours.</summary>
    SimpleConsole,

    /// <summary>A line of a stack trace.</summary>
    StackTrace,

    /// <summary>Anything else.</summary>
    FreeText,
}
