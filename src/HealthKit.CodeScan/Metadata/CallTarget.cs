using System.Collections.Immutable;

namespace HealthKit.CodeScan.Metadata;

/// <summary>What an instruction calls.</summary>
internal sealed class CallTarget
{
    /// <summary>The declaring type, without type arguments.</summary>
    public required string Type { get; init; }

    /// <summary>The declaring type with its type arguments.</summary>
    public required string FullType { get; init; }

    public required string Name { get; init; }

    public required ImmutableArray<string> Parameters { get; init; }

    public required string ReturnType { get; init; }

    public required bool HasThis { get; init; }

    /// <summary>The type arguments of a generic method.</summary>
    public ImmutableArray<string> TypeArguments { get; init; } = [];

    /// <summary>The method, where it is the host's own.</summary>
    public MethodModel? Own { get; init; }

    /// <summary>What the flow analysis makes of it, decided once.</summary>
    public Flow.CallKind Kind { get; set; }

    /// <summary>The field that an automatic property's accessor reads or writes.</summary>
    public FieldModel? Property { get; set; }

    /// <summary>The argument that is the text of a command; -1 where there is none.</summary>
    public int SqlText { get; set; } = -1;

    /// <summary>Reaches a database in a way that passes values as parameters only.</summary>
    public bool IsSafeSql { get; set; }

    /// <summary>Runs the delegates that it is given, or reads the sequences.</summary>
    public bool RunsDelegates { get; set; }

    public int Arguments => Parameters.Length + (HasThis ? 1 : 0);

    public bool ReturnsNothing => ReturnType is "System.Void" or "System.Void" + SignatureNames.InitOnly;
}
