namespace HealthKit.Redis.Servers;

/// <summary>Where a key stands.</summary>
/// <param name="Prefix">Its prefix.</param>
/// <param name="Form">The form of what follows: with ids left out, and with the first word left out too.</param>
internal readonly record struct KeyPlace(string Prefix, (int Exact, int Loose) Form);
