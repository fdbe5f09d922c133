namespace HealthKit.Signals;

/// <summary>
/// Marks the flow of an outbound HTTP call, so that whoever hears of it further down knows that it is accounted for. The mark is set inside an
/// asynchronous method and ends with it.
/// </summary>
internal static class OutboundFlow
{
    private static readonly AsyncLocal<object?> Mark = new();

    /// <summary>The mark of calls that HealthKit itself makes, which belong to no evidence.</summary>
    public static object Own { get; } = new();

    /// <summary>Who accounts for the calls of this flow; null when nobody does.</summary>
    public static object? Current => Mark.Value;

    /// <summary>Marks the rest of the asynchronous method that calls it.</summary>
    public static void Enter(object mark) => Mark.Value = mark;

    /// <summary>Puts back what stood before, at the end of a synchronous call.</summary>
    public static void Leave(object? before) => Mark.Value = before;
}
