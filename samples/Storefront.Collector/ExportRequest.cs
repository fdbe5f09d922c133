namespace Storefront.Collector;

/// <summary>Reads ExportTraceServiceRequest as far as it takes to count its spans: resource_spans = 1, scope_spans = 2, spans = 2.</summary>
public static class ExportRequest
{
    private const int Varint = 0, Fixed64 = 1, LengthDelimited = 2, Fixed32 = 5;

    /// <summary>Null where the bytes are no such message.</summary>
    public static int? CountSpans(ReadOnlySpan<byte> message) => Count(message, [1, 2, 2]);

    private static int? Count(ReadOnlySpan<byte> message, ReadOnlySpan<int> path)
    {
        var found = 0;
        while (!message.IsEmpty)
        {
            if (!TryReadVarint(ref message, out var tag) || !TryReadField(ref message, (int)(tag & 7), out var content)) return null;
            if (tag != (((ulong)path[0] << 3) | LengthDelimited)) continue;
            if ((path.Length == 1 ? 1 : Count(content, path[1..])) is not { } inside) return null;
            found += inside;
        }

        return found;
    }

    private static bool TryReadField(ref ReadOnlySpan<byte> message, int wireType, out ReadOnlySpan<byte> content)
    {
        content = default;
        ulong length = 0;
        switch (wireType)
        {
            case Varint: return TryReadVarint(ref message, out _);
            case Fixed64: length = sizeof(long); break;
            case Fixed32: length = sizeof(int); break;
            case LengthDelimited when TryReadVarint(ref message, out length): break;
            default: return false;
        }

        if (length > (ulong)message.Length) return false;
        content = message[..(int)length];
        message = message[(int)length..];
        return true;
    }

    private static bool TryReadVarint(ref ReadOnlySpan<byte> message, out ulong value)
    {
        value = 0;
        for (var at = 0; at < message.Length && at < 10; at++)
        {
            value |= (ulong)(message[at] & 0x7F) << (7 * at);
            if ((message[at] & 0x80) != 0) continue;
            message = message[(at + 1)..];
            return true;
        }

        return false;
    }
}
