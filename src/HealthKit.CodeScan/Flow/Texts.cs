namespace HealthKit.CodeScan.Flow;

/// <summary>What text becomes when it is put together.</summary>
internal static class Texts
{
    public const Traits All = Traits.Constant | Traits.Number | Traits.Opaque | Traits.Dynamic | Traits.Composed;

    /// <summary>A part put beside another: text with something opaque in it is dynamic.</summary>
    public static Traits Mix(Traits one, Traits other) => ((one | other) & All) switch
    {
        var both when (both & (Traits.Dynamic | Traits.Opaque)) != 0 => Traits.Dynamic,
        var both when (both & Traits.Composed) != 0 => Traits.Composed,
        _ => Traits.Constant,
    };

    /// <summary>True where it adds nothing but the program's own words and numbers.</summary>
    public static bool IsHarmless(Traits traits) => (traits & (Traits.Dynamic | Traits.Opaque | Traits.Composed)) == 0;
}
