using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Flow;

/// <summary>Where arguments, locals and the fields of a state machine lie among a method's cells.</summary>
internal sealed class CellLayout
{
    private const string State = "<>1__state";
    private const string This = "<>4__this";
    private const string Copied = "<>3__";
    private const int BeforeAsyncIterator = -3;

    // Where what they bring comes from the host's own composition, not from a caller.
    private static readonly string[] Neutral =
    [
        "System.IServiceProvider", "System.Threading.CancellationToken", "System.TimeProvider", "Microsoft.Extensions.Configuration.", "Microsoft.Extensions.Options.", "Microsoft.Extensions.Logging.",
        "Microsoft.Extensions.Hosting.", "Microsoft.Extensions.DependencyInjection.", "System.Func`", "System.Action", "System.Type", "System.Reflection.",
    ];

    private readonly MethodModel _method;
    private readonly CodeFlow _code;
    private readonly TypeModel? _machine;
    private readonly int _arguments;
    private readonly int _locals;
    private readonly bool _isAsyncIterator;

    public CellLayout(MethodModel method, int locals, CodeFlow code)
    {
        (_method, _code) = (method, code);
        _machine = method.Written == method ? null : method.Machine;
        _arguments = method.Written.Parameters.Length + method.Written.FirstParameter;
        _locals = locals;
        _isAsyncIterator = _machine is not null && IsAsyncIterator(_machine);
        if (_machine?.Fields.Find(static field => field.Name == State) is { } field && (_isAsyncIterator || IsIterator(_machine)))
        {
            IteratorState = Slot(field);
        }
    }

    /// <summary>The cell of an iterator's state; -1 for any other method.</summary>
    public int IteratorState { get; } = -1;

    public int Count => _arguments + _locals + (_machine?.Fields.Count ?? 0);

    public int Local(int index) => _arguments + index;

    /// <summary>The cell of a state machine's field; -1 for any other field.</summary>
    public int Slot(FieldModel field) => _machine is not null && field.Type == _machine ? _arguments + _locals + _machine.Fields.IndexOf(field) : -1;

    /// <summary>True where an iterator has just noted from where it goes on once its next element is asked for: a positive number, or one below all others of an asynchronous one.</summary>
    public bool IsYielding(FlowState state) =>
        IteratorState >= 0 && state.Cells[IteratorState] is var at && at.Has(Traits.Integer) && (_isAsyncIterator ? at.Number < BeforeAsyncIterator : at.Number > 0);

    /// <summary>Fills the cells with what the method begins with.</summary>
    public void Enter(FlowState state)
    {
        if (_machine is null)
        {
            for (var i = 0; i < _arguments; i++)
            {
                state.Cells[i] = Argument(i);
            }

            return;
        }

        // A machine that is a struct is reached by its address.
        state.Cells[0] = new Value(Traits.Opaque | Traits.Machine, 0, 0, 0, 0);
        for (var i = 0; i < _machine.Fields.Count; i++)
        {
            state.Cells[_arguments + _locals + i] = Initial(_machine.Fields[i]);
        }
    }

    /// <summary>True for the machine of an iterator that is not asynchronous.</summary>
    public static bool IsIterator(TypeModel machine) => machine.Interfaces.Contains("System.Collections.IEnumerator");

    private static bool IsAsyncIterator(TypeModel machine) => machine.Interfaces.Contains("System.Collections.Generic.IAsyncEnumerator`1");

    private Value Initial(FieldModel field)
    {
        if (field.Name == State)
        {
            return Value.Integer(IsAsyncIterator(field.Type) ? BeforeAsyncIterator : IsIterator(field.Type) ? 0 : -1);
        }

        if (field.Name == This)
        {
            return Argument(0);
        }

        var name = field.Name.StartsWith(Copied, StringComparison.Ordinal) ? field.Name[Copied.Length..] : field.Name;
        var parameter = _method.ParameterNames.IndexOf(name);
        return parameter < 0 ? default : Argument(parameter + _method.FirstParameter);
    }

    private Value Argument(int index)
    {
        var bit = index < 31 ? 1u << index : 0;
        if (index < _method.FirstParameter)
        {
            return new Value(Traits.Opaque, bit, bit, 0, 0);
        }

        var type = _method.Parameters[index - _method.FirstParameter];
        var from = Array.Exists(Neutral, prefix => type.StartsWith(prefix, StringComparison.Ordinal)) ? 0 : bit;
        var traits = KnownTypes.Traits(type.TrimEnd('&'));
        traits = traits == Traits.Number || _code.Code.Find(type) is { BaseName: "System.Enum" } ? Traits.Number
            : type.Contains('&', StringComparison.Ordinal) ? traits
            : _code.Received(_method, index) ?? traits;
        return type.EndsWith('&') || type.EndsWith("&" + SignatureNames.ReadOnly, StringComparison.Ordinal)
            ? new Value(traits | Traits.Address, 0, bit, from, 0)
            : new Value(traits | Traits.Passed, bit, bit, from, 0);
    }
}
