using System.Reflection.Metadata;
using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Connections;

/// <summary>The variables that a method shares with its lambdas, each with a cell of its own behind those of the method, for as long as no lambda writes to it.</summary>
internal sealed class CapturedVariables
{
    private const int Most = 24;

    private readonly List<FieldModel> _fields = [];
    private readonly int _first;

    public CapturedVariables(MethodModel method, Instruction[] code, ConnectionScan scan, int first)
    {
        _first = first;
        foreach (var instruction in code)
        {
            if (instruction.Code == ILOpCode.Stfld && _fields.Count < Most && scan.Flow.Code.Field(method.Type.Image, instruction.Operand) is { Type.IsClosure: true } field
                && !_fields.Contains(field) && scan.Index.IsOnlyWrittenBy(field, method))
            {
                _fields.Add(field);
            }
        }
    }

    public int Count => _fields.Count;

    /// <summary>The cell of a captured variable; -1 for any other field.</summary>
    public int Slot(FieldModel field) => _fields.IndexOf(field) is var at and >= 0 ? _first + at : -1;
}
