using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace HealthKit.CodeScan.Metadata;

/// <summary>All types, fields and methods of the host's own assemblies.</summary>
internal sealed class CodeBase
{
    private readonly Dictionary<string, TypeModel> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<AssemblyImage, AssemblyModel> _assemblies = [];
    private readonly Dictionary<string, AssemblyModel> _byName = new(StringComparer.Ordinal);

    /// <param name="images">The assemblies.</param>
    /// <param name="pause">Called between assemblies; throws to end the scan.</param>
    public CodeBase(IReadOnlyList<AssemblyImage> images, Action pause)
    {
        var methods = 0;
        foreach (var image in images)
        {
            pause();
            var model = ModelReader.Read(image, ref methods);
            _assemblies.Add(image, model);
            _byName.TryAdd(image.Name, model);
            Types.AddRange(model.Types);
            foreach (var type in model.Types)
            {
                _types.TryAdd(type.Name, type);
            }
        }

        Methods = [.. Types.SelectMany(static type => type.Methods)];
    }

    public List<TypeModel> Types { get; } = [];

    public MethodModel[] Methods { get; }

    public IEnumerable<AssemblyModel> Assemblies => _assemblies.Values;

    /// <summary>A type by its full name.</summary>
    public TypeModel? Find(string name) => _types.GetValueOrDefault(name);

    /// <summary>A type of one assembly, or of any where that one has none.</summary>
    public TypeModel? Find(string assembly, string name) =>
        _byName.GetValueOrDefault(assembly)?.Find(name) ?? Find(name);

    public AssemblyModel Of(AssemblyImage image) => _assemblies[image];

    public CallTarget? Call(AssemblyImage image, int token) => _assemblies[image].Call(this, token);

    public FieldModel? Field(AssemblyImage image, int token) => _assemblies[image].Field(this, token);

    public static EntityHandle Handle(int token) => MetadataTokens.EntityHandle(token);

    /// <summary>The type and the host's own types it derives from, and the name of the first that is not.</summary>
    public (IReadOnlyList<TypeModel> Own, string Other) Ancestry(TypeModel type)
    {
        var own = new List<TypeModel> { type };
        while (own.Count < 50 && Find(own[^1].BaseName) is { } parent)
        {
            own.Add(parent);
        }

        return (own, own[^1].BaseName);
    }
}
