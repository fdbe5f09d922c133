using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace HealthKit.Outbound;

/// <summary>Hears of every HttpClient that the factory makes, after the host's own configuration of it.</summary>
internal sealed class ClientCreation(ClientTable clients) : IPostConfigureOptions<HttpClientFactoryOptions>
{
    public void PostConfigure(string? name, HttpClientFactoryOptions options)
    {
        if (name is not null && !ClientTable.IsExcluded(name))
        {
            options.HttpClientActions.Add(clients[name].Timeouts.Created);
        }
    }

    /// <summary>True for the action that this class adds.</summary>
    public static bool IsOurs(Action<HttpClient> action) => action.Target is ClientTimeouts;
}
