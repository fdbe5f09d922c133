using System.Globalization;

namespace Storefront.Load;

/// <summary>One line that renews itself on a terminal, one line a second elsewhere.</summary>
public sealed class Progress(int seconds)
{
    private readonly bool _terminal = !Console.IsOutputRedirected;

    public void Report(TimeSpan elapsed, int done, int errors, int inFlight, int shed)
    {
        var line = string.Create(CultureInfo.InvariantCulture,
            $"{elapsed.TotalSeconds,4:0} of {seconds} s  {done,7:n0} answered  {errors,4:n0} errors  {inFlight,3} in flight{(shed > 0 ? $"  {shed} shed" : "")}");
        if (_terminal) Console.Write($"\r{line}   ");
        else Console.WriteLine(line);
    }

    public void End(TimeSpan elapsed, int done, int errors, int inFlight, int shed)
    {
        Report(elapsed, done, errors, inFlight, shed);
        if (_terminal) Console.WriteLine();
    }
}
