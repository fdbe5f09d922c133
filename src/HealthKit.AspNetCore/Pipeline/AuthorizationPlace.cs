namespace HealthKit.Pipeline;

/// <summary>Where UseAuthorization() stands in the pipeline.</summary>
internal enum AuthorizationPlace
{
    /// <summary>The pipeline could not be read.</summary>
    Unknown,

    /// <summary>Nowhere: policies of endpoints are not asked.</summary>
    Absent,

    /// <summary>Before UseRouting(), where no endpoint is known yet.</summary>
    BeforeRouting,

    /// <summary>Between UseRouting() and the endpoints.</summary>
    AfterRouting,
}
