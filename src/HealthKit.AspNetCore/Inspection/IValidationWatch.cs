using HealthKit.Evidence;

namespace HealthKit.Inspection;

/// <summary>Knows in how many requests the rules of a validation library ran.</summary>
internal interface IValidationWatch
{
    /// <summary>Requests that an endpoint accepted, and those of them in which rules ran; null where that cannot be told.</summary>
    (long Accepted, long Validated)? Of(EndpointEvidence endpoint);
}
