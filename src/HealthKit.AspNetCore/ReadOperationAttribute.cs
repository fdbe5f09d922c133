namespace HealthKit;

/// <summary>Marks a gRPC method or an endpoint that only reads, so that it is judged by the limit of reads whatever its HTTP method.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class ReadOperationAttribute : Attribute;
