namespace HealthKit.Checks;

/// <summary>Why a verdict is not a pass; decides whether a person's statement may answer it.</summary>
public enum Doubt
{
    /// <summary>No doubt: the verdict is a pass, or does not apply.</summary>
    None,

    /// <summary>A counter-example was seen. Nobody's statement lifts it.</summary>
    Refuted,

    /// <summary>Nothing of the kind was found in this process; it may stand elsewhere, for example at a gateway.</summary>
    NotFound,

    /// <summary>No source looks, or the source lacks a privilege or a hook.</summary>
    Blind,

    /// <summary>The evidence is past its expiry.</summary>
    Stale,

    /// <summary>The source looks, but has seen too little. Nobody's statement replaces it.</summary>
    TooFewSamples,
}
