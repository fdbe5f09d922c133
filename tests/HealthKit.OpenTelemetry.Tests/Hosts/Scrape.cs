using System.Globalization;
using System.Text;

namespace HealthKit.Hosts;

/// <summary>What a scrape brought, in the text format or in OpenMetrics.</summary>
internal sealed class Scrape
{
    private Scrape(string text)
    {
        Text = text;
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var words = line.Split(' ');
                Types.Add(words[2], words[3]);
            }
            else if (line[0] != '#')
            {
                Samples.Add(Read(line));
            }
        }
    }

    public string Text { get; }

    /// <summary>Type by family; a family that came twice throws.</summary>
    public Dictionary<string, string> Types { get; } = [];

    public List<Sample> Samples { get; } = [];

    public static Scrape Parse(string text) => new(text);

    public IReadOnlyList<Sample> Of(string name) => Samples.FindAll(sample => sample.Name == name);

    /// <summary>The labels of all samples of the name, without the exporter's own.</summary>
    public IEnumerable<string> Labels(string name) => Of(name).SelectMany(static sample => sample.Labels.Keys).Where(static label => label != "otel_scope_name").Distinct().Order();

    public double? Value(string name, params (string Label, string Value)[] labels) =>
        Of(name).FirstOrDefault(sample => labels.All(label => sample.Labels.GetValueOrDefault(label.Label) == label.Value))?.Value;

    private static Sample Read(string line)
    {
        var brace = line.IndexOf('{', StringComparison.Ordinal);
        var end = brace < 0 ? line.IndexOf(' ', StringComparison.Ordinal) : brace;
        var labels = new Dictionary<string, string>();
        var at = end;
        if (brace >= 0)
        {
            at++;
            while (line[at] != '}')
            {
                var equals = line.IndexOf('=', at);
                var name = line[at..equals].Trim(',');
                at = equals + 2;
                var value = new StringBuilder();
                for (; line[at] != '"'; at++)
                {
                    if (line[at] == '\\')
                    {
                        at++;
                    }

                    value.Append(line[at]);
                }

                labels.Add(name, value.ToString());
                at++;
            }

            at++;
        }

        var number = line[(at + 1)..].Split(' ')[0];
        return new Sample(line[..end], labels, number == "+Inf" ? double.PositiveInfinity : double.Parse(number, CultureInfo.InvariantCulture));
    }

    /// <summary>One line.</summary>
    internal sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);
}
