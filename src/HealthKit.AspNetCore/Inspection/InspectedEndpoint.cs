using HealthKit.Evidence;
using Microsoft.AspNetCore.Http;

namespace HealthKit.Inspection;

/// <summary>One endpoint with what inspection alone says of it.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Evidence">The inspected part of its evidence.</param>
internal sealed record InspectedEndpoint(Endpoint Endpoint, EndpointEvidence Evidence);
