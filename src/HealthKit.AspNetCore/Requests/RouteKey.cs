using HealthKit.Evidence;

namespace HealthKit.Requests;

/// <summary>What makes two requests the same route. The kind is part of it: an endpoint that sometimes streams is judged on its other answers.</summary>
internal readonly record struct RouteKey(string Method, string Template, RouteKind Kind);
