namespace HealthKit.Outbound;

/// <summary>Knows calls that are no part of the service. Implemented by the package that knows whose they are.</summary>
internal interface IOutboundExclusion
{
    /// <summary>True when the running flow makes such a call.</summary>
    bool IsExcluded { get; }
}
