using System.Globalization;
using System.Reflection.Metadata;

namespace HealthKit.CodeScan.Metadata;

/// <summary>Finds the line of an instruction in portable symbols.</summary>
internal sealed class SequencePoints(MetadataReader symbols)
{
    /// <summary>File name and line; never the path, which tells of the machine that built it.</summary>
    public string? Find(MethodDefinitionHandle method, int offset)
    {
        var information = symbols.GetMethodDebugInformation(method.ToDebugInformationHandle());
        if (information.SequencePointsBlob.IsNil)
        {
            return null;
        }

        SequencePoint? found = null;
        foreach (var point in information.GetSequencePoints())
        {
            if (point.Offset > offset && found is not null)
            {
                break;
            }

            if (!point.IsHidden)
            {
                found = point;
            }
        }

        if (found is not { } at || at.Document.IsNil)
        {
            return null;
        }

        var path = symbols.GetString(symbols.GetDocument(at.Document).Name);
        return string.Create(CultureInfo.InvariantCulture, $"{path[(path.LastIndexOfAny(['/', '\\']) + 1)..]}:{at.StartLine}");
    }
}
