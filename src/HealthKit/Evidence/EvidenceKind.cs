using System.Text.Json.Serialization.Metadata;

namespace HealthKit.Evidence;

/// <summary>One kind of evidence: its name in documents and what makes it known.</summary>
/// <param name="Name">The name in an evidence document.</param>
/// <param name="Type">The record.</param>
/// <param name="Cure">What a host does to have it; begins with a verb.</param>
/// <param name="Json">How it is written.</param>
public sealed record EvidenceKind(string Name, Type Type, string Cure, JsonTypeInfo Json);
