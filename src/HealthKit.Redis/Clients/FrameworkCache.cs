using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace HealthKit.Redis.Clients;

/// <summary>The settings of AddStackExchangeRedisCache, read without a dependency on its package.</summary>
/// <param name="Settings">How it connects; null where it is given a multiplexer.</param>
/// <param name="Factory">What gives it its multiplexer; null where it connects by itself.</param>
/// <param name="KeyPrefix">What it puts before every key, or null.</param>
internal sealed record FrameworkCache(ConfigurationOptions? Settings, Func<Task<IConnectionMultiplexer>>? Factory, string? KeyPrefix) : IDisposable
{
    private const string Package = "Microsoft.Extensions.Caching.StackExchangeRedis";
    private const string OptionsType = $"{Package}.RedisCacheOptions";

    private GivenMultiplexer? _given;

    /// <summary>The settings, or null where the cache is not set up or its options cannot be read.</summary>
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, OptionsType, Package)]
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The options' properties are kept by the dynamic dependency; without them the cache counts as not found.")]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "The options' properties are kept by the dynamic dependency; without them the cache counts as not found.")]
    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "IOptions of the options' type is what the cache itself is constructed with.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "IOptions of the options' type is what the cache itself is constructed with.")]
    public static FrameworkCache? Find(IEnumerable<Type> registered, IServiceProvider provider)
    {
        var configures = registered.FirstOrDefault(static type => type.IsConstructedGenericType && type.GenericTypeArguments[0].FullName == OptionsType);
        if (configures is null || provider.GetService(typeof(IOptions<>).MakeGenericType(configures.GenericTypeArguments)) is not IOptions<object> holder)
        {
            return null;
        }

        var options = holder.Value;
        object? Read(string property) => options.GetType().GetProperty(property)?.GetValue(options);
        var settings = Read("ConfigurationOptions") as ConfigurationOptions
            ?? (Read("Configuration") is string { Length: > 0 } text ? ConfigurationOptions.Parse(text) : null);
        var factory = Read("ConnectionMultiplexerFactory") as Func<Task<IConnectionMultiplexer>>;
        return new FrameworkCache(factory is null ? settings : null, factory, Read("InstanceName")?.ToString());
    }

    /// <summary>The settings of a connection that none of the clients has; null where it uses one of theirs.</summary>
    /// <remarks>The factory may make a connection at every call: once it has given one it is not asked again.</remarks>
    public async Task<ConfigurationOptions?> ConnectAsync(IReadOnlyList<RedisTarget> clients)
    {
        if (Factory is null)
        {
            return Settings;
        }

        var given = _given ??= await GivenMultiplexer.AskAsync(Factory).ConfigureAwait(false);
        return clients.Any(client => given.Is(client.Application)) ? null : given.Settings;
    }

    public void Dispose() => _given?.Dispose();
}
