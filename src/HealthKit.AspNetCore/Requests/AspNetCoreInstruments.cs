namespace HealthKit.Requests;

/// <summary>Names of ASP.NET Core and gRPC that are no public API, read from ASP.NET Core 10.0.12 and Grpc.AspNetCore 2.85.0; each has a test on a live server.</summary>
internal static class AspNetCoreInstruments
{
    /// <summary>The key under which middleware that runs the pipeline again leaves the endpoint it cleared, in HttpContext.Items.</summary>
    public const string OriginalEndpoint = "__OriginalEndpoint";

    /// <summary>The display name of endpoints that MapHealthChecks maps.</summary>
    public const string HealthChecks = "Health checks";

    /// <summary>The type of a gRPC method's metadata.</summary>
    public const string GrpcMethodMetadata = "Grpc.AspNetCore.Server.GrpcMethodMetadata";

    /// <summary>What a gRPC method that does not stream calls itself.</summary>
    public const string GrpcUnary = "Unary";
}
