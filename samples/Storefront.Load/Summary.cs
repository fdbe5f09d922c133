using System.Globalization;

namespace Storefront.Load;

public static class Summary
{
    public static void Print(IReadOnlyList<Route> routes, int shed, TimeSpan warmUp)
    {
        ArgumentNullException.ThrowIfNull(routes);
        Console.WriteLine();
        Console.WriteLine($"{"route",-30}{"count",7}{"4xx",6}{"errors",8}{"p50 ms",9}{"p99 ms",9}");
        foreach (var route in routes)
        {
            Console.WriteLine($"{route.Name,-30}{route.Count,7}{route.Refused,6}{route.Errors,8}{Milliseconds(route, 0.5),9}{Milliseconds(route, 0.99),9}");
        }

        Console.WriteLine($"{"all",-30}{routes.Sum(route => route.Count),7}{routes.Sum(route => route.Refused),6}{routes.Sum(route => route.Errors),8}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Latency from the moment a request was due, without the first {warmUp.TotalSeconds:0} s."));
        if (shed > 0) Console.WriteLine($"{shed} requests were not sent, because too many waited for an answer.");
    }

    private static string Milliseconds(Route route, double quantile) => route.Quantile(quantile)?.ToString("0.0", CultureInfo.InvariantCulture) ?? "-";
}
