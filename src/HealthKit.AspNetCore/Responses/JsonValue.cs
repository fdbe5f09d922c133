namespace HealthKit.Responses;

/// <summary>The form of one JSON value.</summary>
internal enum JsonValue
{
    Null,
    True,
    False,
    Number,
    Text,
    Object,
    Array,
}
