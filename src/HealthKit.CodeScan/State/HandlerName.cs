namespace HealthKit.CodeScan.State;

/// <summary>The method that an endpoint of the running host calls.</summary>
internal readonly record struct HandlerName(TypeName Type, string Method);
