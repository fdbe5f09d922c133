namespace HealthKit.Evidence;

/// <summary>Sampled lines that are no JSON objects, by their shape.</summary>
/// <param name="Shape">What they look like: "simple console formatter", "stack trace", "free text"; never their content.</param>
/// <param name="Lines">How many.</param>
public sealed record UnstructuredOutput(string Shape, long Lines);
