namespace Storefront.Admin;

public sealed class Job
{
    public Guid Id { get; set; }
    public string Kind { get; set; } = "";
    public string State { get; set; } = "";
    public long RequestedBy { get; set; }
    public DateTime RequestedAt { get; set; }
    public DateTime? FinishedAt { get; set; }
    public string? Result { get; set; }
}
