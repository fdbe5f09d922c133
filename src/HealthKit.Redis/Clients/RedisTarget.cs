using StackExchange.Redis;

namespace HealthKit.Redis.Clients;

/// <summary>One deployment of Redis that the application uses, and how.</summary>
/// <param name="Name">A name without address or password.</param>
/// <param name="Settings">The application's own settings.</param>
/// <param name="Application">The application's multiplexer, where it is registered.</param>
/// <param name="KeyPrefix">What the framework's cache puts before every key, or null.</param>
/// <param name="IsApplications">False where the audit's options name the server: those settings are not the application's.</param>
internal sealed record RedisTarget(string Name, ConfigurationOptions Settings, IConnectionMultiplexer? Application, string? KeyPrefix, bool IsApplications)
{
    /// <summary>The user that rules would have to be granted to.</summary>
    public string User => string.IsNullOrEmpty(Settings.User) ? "default" : Settings.User;

    /// <summary>Whether both lead to the same deployment with the same rights.</summary>
    public bool IsSameAs(RedisTarget other) =>
        User == other.User && Settings.ServiceName == other.Settings.ServiceName && Settings.EndPoints.Select(static point => point.ToString()).ToHashSet().SetEquals(other.Settings.EndPoints.Select(static point => point.ToString()));
}
