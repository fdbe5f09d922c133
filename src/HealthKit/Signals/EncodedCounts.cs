using System.Numerics;

namespace HealthKit.Signals;

/// <summary>
/// Bucket counts as a string of bits: blocks of 16 counts, each in Exp-Golomb code (Teuhola, "A compression method for clustered
/// bit-vectors", 1978) of the order that suits the block best. A block of zeros takes six bits, a count c about log2(c) + 1.5.
/// </summary>
internal static class EncodedCounts
{
    private const int BlockLength = 16;
    private const int OrderBits = 6;
    private const int ZeroBlock = (1 << OrderBits) - 1;

    /// <summary>Encodes non-negative counts.</summary>
    public static byte[] Encode(ReadOnlySpan<long> counts)
    {
        long bits = 0;
        for (int start = 0; start < counts.Length; start += BlockLength)
            bits += OrderBits + BestOrder(Block(counts, start)).Bits;
        var writer = new BitWriter(new byte[(bits + 7) / 8]);
        for (int start = 0; start < counts.Length; start += BlockLength)
        {
            var block = Block(counts, start);
            int order = BestOrder(block).Order;
            writer.Write((ulong)order, OrderBits);
            for (int i = 0; order != ZeroBlock && i < block.Length; i++)
            {
                ulong value = (ulong)block[i] + (1UL << order);
                int length = BitOperations.Log2(value);
                writer.Write(0, length - order);
                writer.Write(value, length + 1);
            }
        }

        return writer.Bytes;
    }

    /// <summary>Adds the counts of an encoding to <paramref name="counts"/>, which has the length that was encoded.</summary>
    public static void AddTo(byte[] encoded, Span<long> counts)
    {
        var reader = new BitReader(encoded);
        for (int start = 0; start < counts.Length; start += BlockLength)
        {
            int order = (int)reader.Read(OrderBits);
            for (int i = start; order != ZeroBlock && i < Math.Min(start + BlockLength, counts.Length); i++)
            {
                int length = order;
                while (reader.Read(1) == 0)
                    length++;
                counts[i] += (long)(((1UL << length) | reader.Read(length)) - (1UL << order));
            }
        }
    }

    private static ReadOnlySpan<long> Block(ReadOnlySpan<long> counts, int start) =>
        counts.Slice(start, Math.Min(BlockLength, counts.Length - start));

    private static (int Order, int Bits) BestOrder(ReadOnlySpan<long> block)
    {
        if (!block.ContainsAnyExcept(0))
            return (ZeroBlock, 0);
        // Costs fall, then rise with the order; where a block of outliers has two valleys, the first is small enough.
        var best = (Order: 0, Bits: BitsAt(block, 0));
        for (int order = 1; order < 62; order++)
        {
            int bits = BitsAt(block, order);
            if (bits > best.Bits)
                break;
            best = (order, bits);
        }

        return best;
    }

    private static int BitsAt(ReadOnlySpan<long> block, int order)
    {
        int bits = 0;
        foreach (long count in block)
            bits += 2 * BitOperations.Log2((ulong)count + (1UL << order)) + 1 - order;
        return bits;
    }

    private struct BitWriter(byte[] bytes)
    {
        private long _position;

        public readonly byte[] Bytes => bytes;

        public void Write(ulong value, int length)
        {
            for (int bit = length - 1; bit >= 0; bit--, _position++)
            {
                if ((value >> bit & 1) != 0)
                    bytes[_position >> 3] |= (byte)(0x80 >> (int)(_position & 7));
            }
        }
    }

    private struct BitReader(byte[] bytes)
    {
        private long _position;

        public ulong Read(int length)
        {
            ulong value = 0;
            for (int bit = 0; bit < length; bit++, _position++)
                value = value << 1 | (uint)(bytes[_position >> 3] >> (7 - (int)(_position & 7)) & 1);
            return value;
        }
    }
}
