using System.Text.Json.Serialization;

namespace HealthKit.Evidence;

/// <summary>One statement with one plan in the ledger; without a reviewer it is a proposal.</summary>
public sealed record QueryLedgerEntry
{
    /// <summary>The statement's fingerprint: 16 hexadecimal digits.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The normalised text; it holds no literal.</summary>
    public required string Text { get; init; }

    /// <summary>The hash of the plan that is reviewed: 16 hexadecimal digits; null while the statement has not been planned.</summary>
    public string? PlanHash { get; init; }

    /// <summary>The plan that the hash stands for, an operator a line, for whoever reviews it; the checks do not read it.</summary>
    public IReadOnlyList<string> Plan { get; init; } = [];

    /// <summary>When the statement was first seen, where that is known.</summary>
    public DateTimeOffset? FirstSeen { get; init; }

    /// <summary>Who reviewed it, or null.</summary>
    public string? Reviewer { get; init; }

    /// <summary>When it was reviewed; null without a reviewer.</summary>
    public DateOnly? ReviewedOn { get; init; }

    /// <summary>What the reviewer has to say, or null.</summary>
    public string? Note { get; init; }

    /// <summary>True when a person has looked at this plan and signed for it.</summary>
    [JsonIgnore]
    public bool IsReviewed => PlanHash is not null && ReviewedOn is not null && !string.IsNullOrWhiteSpace(Reviewer);
}
