using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;

namespace HealthKit.Outbound;

/// <summary>Where YARP's pipeline forwards a request, read at every call that it makes: what takes reflection and parsing is done once for each configuration of a destination.</summary>
/// <param name="feature">The type of <see cref="ReverseProxyInstruments.Feature"/>.</param>
/// <param name="mayRepeat">Whether the proxy's clients are the host's own, which may try again.</param>
internal sealed class ForwardedCalls(Type feature, bool mayRepeat)
{
    private readonly MethodInvoker? _destination = Getter(feature, ReverseProxyInstruments.Destination);

    // A destination lives as long as its name; the model is another one once its addresses change.
    private readonly ConditionalWeakTable<object, OutboundHost[]> _addresses = [];

    private MethodInvoker? _model;

    /// <summary>Whether one request may be forwarded by several calls.</summary>
    public bool MayRepeat => mayRepeat;

    /// <summary>The destination that the pipeline chose for a request; null before it did, and where none forwards it.</summary>
    public object? DestinationOf(HttpContext context) => context.Features[feature] is { } proxied ? _destination?.Invoke(proxied) : null;

    /// <summary>Whether a destination is called under a name.</summary>
    public bool Has(object destination, OutboundHost called) =>
        (_model ??= Getter(destination.GetType(), "Model"))?.Invoke(destination) is { } model
        && Array.IndexOf(_addresses.GetValue(model, static model => [.. ReverseProxy.Addresses(model)]), called) >= 0;

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The public properties are those that YARP itself reads; where one is missing, no call is taken for the proxy's.")]
    private static MethodInvoker? Getter(Type type, string property) => type.GetProperty(property)?.GetMethod is { } getter ? MethodInvoker.Create(getter) : null;
}
