namespace HealthKit.CodeScan.State;

/// <summary>A service of which the host has one instance, as it was registered.</summary>
/// <param name="Service">The full name of the type it is asked for by, as the definition of a generic type.</param>
internal sealed record SingletonRegistration(TypeName Service)
{
    /// <summary>The type that is made; null where a factory makes it.</summary>
    public TypeName? Implementation { get; init; }

    /// <summary>The type that holds the factory's method.</summary>
    public TypeName? FactoryType { get; init; }

    /// <summary>The factory's method.</summary>
    public string? FactoryMethod { get; init; }

    /// <summary>Run by the host itself and asked for by nobody.</summary>
    public bool IsHosted { get; init; }
}
