using System.Buffers.Binary;
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

    /// <summary>Encodes counts from zero to 2^56.</summary>
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
                int length = order + reader.ReadZeros() + 1;
                counts[i] += (long)(reader.Read(length) - (1UL << order));
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
        for (int order = 1; order < 56; order++)
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
        private int _position;

        public readonly byte[] Bytes => bytes;

        public void Write(ulong value, int length)
        {
            while (length > 0)
            {
                int room = 8 - (_position & 7), taken = Math.Min(room, length);
                length -= taken;
                uint part = (uint)(value >> length) & ((1u << taken) - 1);
                bytes[_position >> 3] |= (byte)(part << (room - taken));
                _position += taken;
            }
        }
    }

    private struct BitReader(byte[] bytes)
    {
        private int _position;

        public ulong Read(int length)
        {
            ulong value = Peek() >> (64 - length);
            _position += length;
            return value;
        }

        public int ReadZeros()
        {
            int zeros = BitOperations.LeadingZeroCount(Peek());
            _position += zeros;
            return zeros;
        }

        // The next bits, highest first: 57 of them or more, zeros after the end.
        private readonly ulong Peek()
        {
            var rest = bytes.AsSpan(_position >> 3);
            if (rest.Length >= 8)
                return BinaryPrimitives.ReadUInt64BigEndian(rest) << (_position & 7);
            ulong value = 0;
            for (int i = 0; i < rest.Length; i++)
                value |= (ulong)rest[i] << (56 - 8 * i);
            return value << (_position & 7);
        }
    }
}
