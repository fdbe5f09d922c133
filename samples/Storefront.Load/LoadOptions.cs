using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Storefront.Load;

public sealed record LoadOptions(Uri Url, double Rate, int Seconds)
{
    public const string Usage = "usage: Storefront.Load --url http://host:port [--rate 140] [--seconds 30]";

    public const double HighestRate = 150;

    /// <summary>The first third, at most 10 s: JIT, pools and caches fill, which says nothing of the service.</summary>
    public TimeSpan WarmUp => TimeSpan.FromSeconds(Math.Min(10, Seconds / 3.0));

    public static bool TryParse(string[] args, [NotNullWhen(true)] out LoadOptions? options, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(args);
        options = null;
        Uri? url = null;
        double rate = 140;
        var seconds = 30;
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            problem = args[i] switch
            {
                "--url" => Uri.TryCreate(value, UriKind.Absolute, out url) && url.Scheme is "http" or "https" ? null : $"--url '{value}' is no http address.",
                "--rate" => double.TryParse(value, CultureInfo.InvariantCulture, out rate) && rate is > 0 and <= HighestRate
                    ? null : $"--rate is in requests per second, above 0 and up to {HighestRate}.",
                "--seconds" => int.TryParse(value, CultureInfo.InvariantCulture, out seconds) && seconds is > 0 ? null : "--seconds is a whole number above 0.",
                _ => $"'{args[i]}' is not an option.",
            };
            if (problem is not null) return false;
        }

        problem = url is null ? "--url is missing." : null;
        if (url is not null) options = new(url, rate, seconds);
        return options is not null;
    }
}
