using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace HealthKit.CodeScan.Service;

/// <summary>A fault that is one only where its routes are mapped.</summary>
public static class Visits
{
    private static int _count;

    public static void MapVisits(this IEndpointRouteBuilder routes) => routes.MapPost("/visits", Count);

    private static int Count() => Next();

    private static int Next() => ++_count;
}
