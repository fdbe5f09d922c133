using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace HealthKit.CodeScan.Metadata;

/// <summary>A method of the host's own.</summary>
internal sealed class MethodModel(TypeModel type, MethodDefinitionHandle handle, string name)
{
    private MethodIl? _body;
    private bool _read;

    public TypeModel Type => type;

    public MethodDefinitionHandle Handle => handle;

    public string Name => name;

    public int Index { get; init; }

    public bool IsStatic { get; init; }

    public bool IsVirtual { get; init; }

    public bool IsPublic { get; init; }

    public bool IsGenerated { get; init; }

    public bool IsCompilerGenerated { get; init; }

    public ImmutableArray<string> Parameters { get; init; } = [];

    public ImmutableArray<string> ParameterNames { get; init; } = [];

    public string ReturnType { get; init; } = "";

    public IReadOnlyDictionary<string, string> Accepted { get; init; } = new Dictionary<string, string>();

    /// <summary>The state machine that runs it when it is asynchronous or an iterator.</summary>
    public TypeModel? Machine { get; set; }

    /// <summary>The method whose state machine this one steps.</summary>
    public MethodModel? Kickoff { get; set; }

    public bool IsConstructor => name == ".ctor";

    public bool IsTypeInitializer => name == ".cctor";

    /// <summary>The method whose instructions are the ones its author wrote.</summary>
    public MethodModel Written => Machine?.Methods.Find(static method => method.Name == "MoveNext") ?? this;

    public MethodIl? Body
    {
        get
        {
            if (!_read)
            {
                (_body, _read) = (type.Image.Body(handle), true);
            }

            return _body;
        }
    }

    /// <summary>The index of the first parameter among the arguments.</summary>
    public int FirstParameter => IsStatic ? 0 : 1;

    /// <summary>The reason with which it, the method around it or its type is accepted for a check.</summary>
    public string? AcceptedFor(string check) => Accepted.TryGetValue(check, out var reason) ? reason : type.AcceptedFor(check);

    /// <summary>Lets go of the instructions.</summary>
    public void Forget() => (_body, _read) = (null, false);
}
