namespace HealthKit;

/// <summary>Marks an endpoint that signs callers in, where HealthKit cannot see it: one that issues tokens sets no cookie.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class SignInEndpointAttribute : Attribute;
