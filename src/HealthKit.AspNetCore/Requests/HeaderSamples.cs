using Microsoft.AspNetCore.Http;

namespace HealthKit.Requests;

/// <summary>Looks at the security headers of real responses once they are complete: all of a status class's first ones, then one in many. It allocates nothing.</summary>
/// <remarks>On completion the headers are those that were sent, with what error handlers removed and what OnStarting added.</remarks>
internal sealed class HeaderSamples
{
    private const int FirstClass = 2;
    private const int AllOf = 256;
    private const int OneIn = 64;

    private readonly HeaderClass[] _classes = [new(2), new(3), new(4), new(5)];

    /// <summary>The status classes of which responses were seen.</summary>
    public IEnumerable<HeaderClass> Seen => _classes.Where(static status => status.Responses > 0);

    public void Note(HttpContext context, int status, RouteEntry route)
    {
        var index = (status / 100) - FirstClass;
        if ((uint)index >= (uint)_classes.Length || status == StatusCodes.Status304NotModified)
        {
            return;
        }

        var of = _classes[index];
        var passed = of.Pass();
        if (passed <= AllOf || passed % OneIn == 0)
        {
            of.Add(context, route);
        }
    }
}
