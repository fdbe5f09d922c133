using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Flow;

/// <summary>What a value may stand for: a field, a cell of the method itself, an object it made, or a method.</summary>
internal readonly record struct Thing(ThingKind Kind, object? Subject, int Number)
{
    public FieldModel? Field => Kind == ThingKind.Field ? (FieldModel)Subject! : null;
}
