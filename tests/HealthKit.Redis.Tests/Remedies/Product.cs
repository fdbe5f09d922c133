namespace HealthKit.Redis.Tests.Remedies;

internal sealed record Product(int Id, string Name);
