using System.Globalization;
using System.Text.Json;

namespace HealthKit.TestServers;

/// <summary>A Prometheus server that scrapes the given targets.</summary>
public sealed class PrometheusServer : LocalServer
{
    private static readonly HttpClient Http = new();

    private PrometheusServer(string[] arguments, IReadOnlyDictionary<string, string> started)
        : base(arguments, started)
    {
    }

    /// <summary>The root of its web interface and API.</summary>
    public Uri BaseAddress => new($"http://{Endpoint}/");

    /// <summary>Starts a server; a target is <c>host:port/path</c> (path <c>metrics</c> unless given), the interval one second unless given.</summary>
    public static async Task<PrometheusServer> StartAsync(
        IEnumerable<string> targets,
        TimeSpan? interval = null,
        IEnumerable<string>? ruleFiles = null,
        CancellationToken cancellationToken = default)
    {
        var time = string.Create(CultureInfo.InvariantCulture, $"{(interval ?? TimeSpan.FromSeconds(1)).TotalMilliseconds:0}ms");
        var (arguments, started) = await StartAsync(
            "prometheus",
            [.. Options("--target", targets), .. Options("--rules", ruleFiles), "--interval", time],
            cancellationToken);
        return new PrometheusServer(arguments, started);
    }

    /// <summary>The <c>data</c> member of an API answer, for example of <c>api/v1/targets</c>.</summary>
    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken = default)
    {
        using var response = await Http.GetAsync(new Uri(BaseAddress, path), cancellationToken);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        return response.IsSuccessStatusCode
            ? answer.RootElement.GetProperty("data").Clone()
            : throw new InvalidOperationException($"Prometheus answered {(int)response.StatusCode}: {answer.RootElement}");
    }

    /// <summary>The series of an instant query: each has <c>metric</c> and <c>value</c>.</summary>
    public async Task<IReadOnlyList<JsonElement>> QueryAsync(string promQl, CancellationToken cancellationToken = default)
    {
        var data = await GetAsync($"api/v1/query?query={Uri.EscapeDataString(promQl)}", cancellationToken);
        return [.. data.GetProperty("result").EnumerateArray()];
    }

    /// <summary>The value of an instant query with one series, or null when there is none yet.</summary>
    public async Task<double?> ValueAsync(string promQl, CancellationToken cancellationToken = default)
    {
        var series = await QueryAsync(promQl, cancellationToken);
        return series switch
        {
            [] => null,
            [var only] => double.Parse(only.GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture),
            _ => throw new InvalidOperationException($"{promQl} has {series.Count} series."),
        };
    }
}
