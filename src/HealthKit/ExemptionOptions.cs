namespace HealthKit;

/// <summary>An exemption as it stands in configuration.</summary>
public sealed class ExemptionOptions
{
    /// <summary>The check.</summary>
    /// <value>The id of a check, for example "1.1".</value>
    public string? Check { get; set; }

    /// <summary>What kind of subject it names.</summary>
    /// <value>"Route", "Table", "Client", "KeyPrefix" or "Member", one that the check has.</value>
    public string? Kind { get; set; }

    /// <summary>The subject's name as reports show it.</summary>
    /// <value>For example "GET /export", "public.orders" for all of a table, "public.orders (product_id)" for one of its keys, "Program.Main" for a member wherever it is found, with the place behind it as the report shows it ("Program.Main (Program.cs:42)") for that place alone; a trailing * stands for any ending, but not alone.</value>
    public string? Subject { get; set; }

    /// <summary>Why; shown in every report.</summary>
    /// <value>A sentence.</value>
    public string? Reason { get; set; }

    /// <summary>The last day it holds.</summary>
    /// <value>A day, yyyy-MM-dd.</value>
    public string? Expires { get; set; }
}
