namespace HealthKit.Endpoints;

/// <summary>HealthKit's own endpoints.</summary>
internal enum OwnEndpointKind
{
    Live,
    Ready,
    Audit,
}
