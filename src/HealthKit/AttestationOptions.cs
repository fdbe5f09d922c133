namespace HealthKit;

/// <summary>A person's statement as it stands in configuration.</summary>
public sealed class AttestationOptions
{
    /// <summary>The check it answers.</summary>
    /// <value>The id of an attestable check, for example "9.1".</value>
    public string? Check { get; set; }

    /// <summary>The statement.</summary>
    /// <value>A sentence.</value>
    public string? Statement { get; set; }

    /// <summary>Who states it.</summary>
    /// <value>A person's name.</value>
    public string? Owner { get; set; }

    /// <summary>Where the evidence lies.</summary>
    /// <value>An absolute http or https address.</value>
    public string? Evidence { get; set; }

    /// <summary>When it was stated.</summary>
    /// <value>A day, yyyy-MM-dd.</value>
    public string? Date { get; set; }

    /// <summary>The last day it holds.</summary>
    /// <value>A day, yyyy-MM-dd, after <see cref="Date"/> and at most one year later.</value>
    public string? Expires { get; set; }
}
