namespace HealthKit.Evidence;

/// <summary>One reviewed statement.</summary>
/// <param name="Fingerprint">The statement's fingerprint.</param>
/// <param name="PlanHash">The plan that was reviewed.</param>
/// <param name="Reviewer">Who reviewed it.</param>
/// <param name="ReviewedOn">When.</param>
public sealed record QueryReview(string Fingerprint, string PlanHash, string Reviewer, DateOnly ReviewedOn);
