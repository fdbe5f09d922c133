using System.Collections.Frozen;
using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Flow;

/// <summary>Calls that put text together, take it apart, or gather its parts.</summary>
internal sealed class TextCalls(Heap heap, CodeFlow code)
{
    private const string Handler = "InterpolatedStringHandler";
    private const string Formattable = "System.FormattableString";
    private const string FormattableFactory = "System.Runtime.CompilerServices.FormattableStringFactory";

    private static readonly FrozenSet<string> Kept = FrozenSet.Create(
        "Substring", "Trim", "TrimStart", "TrimEnd", "ToUpper", "ToLower", "ToUpperInvariant", "ToLowerInvariant", "ToString", "Normalize", "op_Implicit", "AsSpan", "Intern", "Clone", "Copy");

    private static readonly FrozenSet<string> SameElements = FrozenSet.Create(
        "ToList", "ToArray", "AsEnumerable", "Where", "OrderBy", "OrderByDescending", "Order", "OrderDescending", "Distinct", "Skip", "Take", "Reverse", "Concat", "Append", "Prepend", "Union", "Except", "Intersect", "AsReadOnly");

    /// <summary>What a call gives where it is about text; null for any other.</summary>
    public Value? Call(CallTarget target, List<Value> arguments, string? constrained)
    {
        var name = target.Name;
        if (target.Type.EndsWith(Handler, StringComparison.Ordinal))
        {
            return Interpolation(target, arguments);
        }

        if (name == "ToString" && target.HasThis && (IsNumber(target.Type) || (constrained is not null && IsNumber(constrained))))
        {
            return Value.Some;
        }

        switch (target.Type)
        {
            case "System.String":
                return OfString(target, arguments);
            case "System.Text.StringBuilder":
                return OfBuilder(target, arguments);
            case "System.Linq.Enumerable":
                return OfSequence(target, arguments);
            case "System.Object" when name == "ToString":
                return Text(Builder(arguments[0]) ?? arguments[0].Traits, arguments);
            case "System.Enum" when name is "ToString" or "GetName" or "Format":
                return Value.Some;
            case FormattableFactory:
                return heap.New(Formattable, arguments[0].Traits & Texts.All);
            case "System.Type" or "System.Reflection.MemberInfo" when target.ReturnType == "System.String":
                return Value.Constant;
        }

        return name is "QuoteIdentifier" or "DelimitIdentifier" ? Value.Some
            : target.Type.StartsWith("Microsoft.Extensions.Configuration.", StringComparison.Ordinal) || target.Type.StartsWith("Microsoft.Extensions.Options.", StringComparison.Ordinal) || target.Type == "System.Environment"
                ? new Value(Traits.Composed, 0, 0, 0, 0)
            : null;
    }

    /// <summary>What a new text, builder or list holds from the start.</summary>
    public static Traits Made(CallTarget target, List<Value> arguments) =>
        target.Type.EndsWith(Handler, StringComparison.Ordinal) || arguments.Count == 0 || !target.Parameters.Contains("System.String") ? Traits.Constant : arguments[0].Traits & Texts.All;

    /// <summary>What the text of an interpolated statement among the arguments is. The compiler makes it of constants; whoever calls the compiler's factory may not.</summary>
    public Traits Statement(List<Value> arguments)
    {
        var text = Traits.Constant;
        foreach (var argument in arguments)
        {
            foreach (var thing in heap.Things.Of(heap.Read(argument).Things))
            {
                text |= thing is { Kind: ThingKind.Fresh, Subject: Formattable } ? heap.Held(thing) : Traits.None;
            }
        }

        return text;
    }

    /// <summary>What the elements of a value are.</summary>
    public Traits Elements(Value value, string type)
    {
        var arguments = SignatureNames.Arguments(type);
        return type.EndsWith("[]", StringComparison.Ordinal) && IsNumber(type[..^2]) || (arguments.Count == 1 && IsNumber(arguments[0])) ? Traits.Number : heap.ContentOf(value);
    }

    private static Value Text(Traits traits, List<Value> arguments) =>
        new(traits & Texts.All, 0, 0, arguments.Aggregate(0u, static (from, argument) => from | argument.From), 0);

    private Value? Interpolation(CallTarget target, List<Value> arguments)
    {
        switch (target.Name)
        {
            case ".ctor":
                heap.Put(arguments[0], Value.Constant);
                return Value.Constant;
            case "AppendLiteral":
                return Value.Some;
            case "AppendFormatted":
                var hole = target.TypeArguments is [var type] && IsNumber(type) ? Traits.Number : heap.Read(arguments[1]).Traits & Texts.All;
                var held = heap.Read(arguments[0]).Traits & Texts.All;
                heap.Put(arguments[0], new Value(Texts.Mix(held, hole), 0, 0, heap.Read(arguments[0]).From | arguments[1].From, 0));
                return Value.Some;
            default:
                return Text(heap.Read(arguments[0]).Traits, [heap.Read(arguments[0])]);
        }
    }

    private Value? OfString(CallTarget target, List<Value> arguments)
    {
        switch (target.Name)
        {
            case "Concat" or "Format" or "Join":
                var traits = Traits.Constant;
                for (var i = 0; i < arguments.Count; i++)
                {
                    var parameter = target.Parameters[i];
                    if (parameter != "System.IFormatProvider")
                    {
                        traits = Texts.Mix(traits, Part(arguments[i], parameter, target));
                    }
                }

                return Text(traits, arguments);
            case "Create" when target.Parameters.Length > 0 && target.Parameters[^1].Contains(Handler, StringComparison.Ordinal):
                return Text(heap.Read(arguments[^1]).Traits, [heap.Read(arguments[^1])]);
            case "Replace" or "Insert" or "PadLeft" or "PadRight" or "Remove":
                var rest = arguments.Skip(1).Aggregate(Traits.Constant, static (all, argument) => all | (argument.Traits & Texts.All));
                return Text(Texts.IsHarmless(rest) ? arguments[0].Traits : Texts.Mix(arguments[0].Traits, rest), arguments);
            case var name when Kept.Contains(name) && target.ReturnType is "System.String" or "System.ReadOnlySpan`1⟨System.Char⟩":
                return heap.Read(arguments[0]) with { Things = 0 };
            default:
                return null;
        }
    }

    private Traits Part(Value value, string parameter, CallTarget target) =>
        parameter is "System.String" or "System.Object" or "System.Char" ? value.Traits & Texts.All
        : target.TypeArguments is [var type] && IsNumber(type) ? Traits.Number
        : Elements(value, parameter);

    private Value? OfBuilder(CallTarget target, List<Value> arguments)
    {
        if (target.Name == "ToString")
        {
            return Text(heap.ContentOf(arguments[0]), arguments);
        }

        if (target.Name is "Append" or "AppendLine" or "AppendFormat" or "AppendJoin" or "Insert" or "Replace")
        {
            for (var i = 1; i < arguments.Count; i++)
            {
                var parameter = target.Parameters[i - 1];
                var part = parameter.EndsWith('&') ? heap.Read(arguments[i]).Traits & Texts.All
                    : KnownTypes.Traits(parameter) == Traits.Number || parameter == "System.IFormatProvider" ? Traits.Number
                    : Part(arguments[i], parameter, target);
                heap.Contain(arguments[0], Texts.IsHarmless(part) ? Traits.Constant : Texts.Mix(heap.ContentOf(arguments[0]), part));
            }
        }

        // What it does to the builder itself is the caller's to tell.
        return null;
    }

    private Value? OfSequence(CallTarget target, List<Value> arguments)
    {
        if (target.Name is "Range" or "Count" or "Sum")
        {
            return target.Name == "Range" ? heap.New("System.Int32[]", Traits.Number) : null;
        }

        if (target.Name is "Select" or "SelectMany")
        {
            var content = Traits.None;
            foreach (var thing in heap.Things.Of(arguments[^1].Things))
            {
                // The path on which the compiler's cache is filled already brings no method of its own.
                content |= thing is { Kind: ThingKind.Method, Subject: MethodModel method } ? (code.SummaryOf(method).Returns & Texts.All) | Traits.Constant
                    : thing.Field is { IsCompilerGenerated: true } ? Traits.Constant
                    : Traits.Opaque;
            }

            return heap.New("System.Object[]", content == Traits.None ? Traits.Opaque : content);
        }

        return SameElements.Contains(target.Name)
            ? heap.New("System.Object[]", Elements(arguments[0], target.TypeArguments is [var type] ? type + "[]" : "") | (target.Name is "Concat" or "Append" or "Prepend" or "Union" ? arguments[1].Traits & Texts.All | heap.ContentOf(arguments[1]) : Traits.None))
            : null;
    }

    private Traits? Builder(Value value)
    {
        foreach (var thing in heap.Things.Of(value.Things))
        {
            if (thing is { Kind: ThingKind.Fresh, Subject: "System.Text.StringBuilder" })
            {
                return heap.ContentOf(value);
            }
        }

        return null;
    }

    private bool IsNumber(string type) => KnownTypes.Traits(type) == Traits.Number || code.Code.Find(type) is { BaseName: "System.Enum" } || (type.StartsWith("System.Nullable`1", StringComparison.Ordinal) && SignatureNames.Arguments(type) is [var inner] && IsNumber(inner));
}
