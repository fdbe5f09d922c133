using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.SignalR;

namespace HealthKit.State;

/// <summary>Finds what keeps the connections of a SignalR hub.</summary>
internal static class HubManagers
{
    /// <summary>The service type of a hub's manager; null where code generation for it is not to be had.</summary>
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Asked only where dynamic code is supported; elsewhere the answer is unknown.")]
    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "The host's own hub made the same type already.")]
    public static Type? Find(Type hub) =>
        System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported ? typeof(HubLifetimeManager<>).MakeGenericType(hub) : null;

    public static bool IsInProcess([NotNullWhen(true)] object? manager) =>
        manager?.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(DefaultHubLifetimeManager<>);

    public static string Name(object manager) => manager.GetType().Name.Split('`')[0];
}
