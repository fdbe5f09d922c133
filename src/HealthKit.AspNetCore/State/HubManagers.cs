using System.Diagnostics.CodeAnalysis;
using HealthKit.Evidence;
using Microsoft.AspNetCore.SignalR;

namespace HealthKit.State;

/// <summary>Finds what keeps the connections of a SignalR hub.</summary>
internal static class HubManagers
{
    private static readonly string[] Backplanes = ["Microsoft.AspNetCore.SignalR.StackExchangeRedis", "Microsoft.Azure.SignalR"];

    /// <summary>The service type of a hub's manager; null where code generation for it is not to be had.</summary>
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Asked only where dynamic code is supported; elsewhere the answer is unknown.")]
    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "The host's own hub made the same type already.")]
    public static Type? Find(Type hub) =>
        System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported ? typeof(HubLifetimeManager<>).MakeGenericType(hub) : null;

    private static bool IsInProcess([NotNullWhen(true)] object? manager) =>
        manager?.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(DefaultHubLifetimeManager<>);

    /// <summary>Where the manager keeps its connections; where anybody's own does is not known.</summary>
    public static StateLocation Place(object? manager) => IsInProcess(manager) ? StateLocation.InProcess
        : manager?.GetType().Namespace is { } name && Array.Exists(Backplanes, backplane => name.StartsWith(backplane, StringComparison.Ordinal)) ? StateLocation.Shared
        : StateLocation.Unknown;

    public static string Name(object manager) => manager.GetType().Name.Split('`')[0];
}
