using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace HealthKit.Outbound;

/// <summary>
/// The timeout that a client's configuration sets, read from a client that never calls: the only way to tell 100 s that the host wrote from the
/// 100 s that nobody wrote.
/// </summary>
internal sealed class ConfiguredTimeout(IOptionsMonitor<HttpClientFactoryOptions> options)
{
    // No host writes this one.
    private static readonly TimeSpan Untouched = TimeSpan.FromMilliseconds(98_765);

    /// <summary>What the configuration sets; null when it sets none or cannot be run.</summary>
    public TimeSpan? Of(string client)
    {
        try
        {
            using var shadow = new HttpClient(new Unused()) { Timeout = Untouched };
            foreach (var action in options.Get(client).HttpClientActions)
            {
                action(shadow);
            }

            return shadow.Timeout == Untouched ? null : shadow.Timeout;
        }
#pragma warning disable CA1031 // The host's own code, outside of the moment it was written for.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    private sealed class Unused : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromException<HttpResponseMessage>(new InvalidOperationException("This client only shows its settings."));
    }
}
