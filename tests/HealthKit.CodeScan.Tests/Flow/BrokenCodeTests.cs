using System.Reflection.Metadata;
using HealthKit.CodeScan.Metadata;
using HealthKit.Evidence;

namespace HealthKit.CodeScan.Tests.Flow;

/// <summary>What obfuscators, missing packages and generators leave behind.</summary>
public sealed class BrokenCodeTests
{
    private const string Method = "HealthKit.CodeScan.Corpus.Sql.Bad.Concat";

    public static TheoryData<string> Bodies => [.. Forged.Keys];

    private static Dictionary<string, Func<MethodIl>> Forged { get; } = new()
    {
        ["a type that cannot be loaded"] = static () => throw new TypeLoadException(),
        ["a package that is not there"] = static () => throw new FileNotFoundException(),
        ["no body at its address"] = static () => throw new BadImageFormatException(),
        ["a switch without end"] = static () => Il([(byte)ILOpCode.Ldnull, (byte)ILOpCode.Switch, 0xFF, 0xFF, 0xFF, 0x7F]),
        ["an instruction without its operand"] = static () => Il([(byte)ILOpCode.Call, 1]),
        ["a call of nothing"] = static () => Il([(byte)ILOpCode.Call, 1, 0, 0, 0x7F, (byte)ILOpCode.Ret]),
        ["more locals and jumps than can be kept, and a call of nothing"] = static () => Endless(calls: [(byte)ILOpCode.Call, 1, 0, 0, 0x7F]),
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Hides_no_other_method(string body)
    {
        var whole = Specimens.Rule(Specimens.Release, "6.5");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var rule = Scan(Forged[body]);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000_000);
        Assert.Equal("its instructions could not be followed", rule.Unresolved.Single(static site => site.Member == Method).Finding);
        Assert.Equal(whole.Flagged.Select(static site => site.Member).Where(static member => member != Method), rule.Flagged.Select(static site => site.Member));
    }

    [Fact]
    public void Counts_nothing_as_unresolved_that_hands_no_text_over()
    {
        var rule = Scan(static () => Endless(calls: []));
        Assert.DoesNotContain(rule.Unresolved, static site => site.Member == Method);

        // The same body, once it calls what the original does.
        using var image = FileImage.Open(Specimens.Path(Specimens.Release))!;
        var reader = image.Reader;
        var sink = reader.MemberReferences.First(handle => reader.GetString(reader.GetMemberReference(handle).Name) == "set_CommandText");
        var token = BitConverter.GetBytes(System.Reflection.Metadata.Ecma335.MetadataTokens.GetToken(sink));
        Assert.Contains(Scan(() => Endless([(byte)ILOpCode.Call, .. token])).Unresolved, static site => site.Member == Method);
    }

    [Fact]
    public void Ends_within_a_method_too()
    {
        using var image = new ForgedImage(FileImage.Open(Specimens.Path(Specimens.Release))!, "Bad", "Concat", static () => Jumps(1, 8_000, []));
        var pauses = 0;
        Assert.Throws<TimeoutException>(() => CodeScanner.Scan([image], [], null, () =>
        {
            if (++pauses > 10_000)
            {
                throw new TimeoutException();
            }
        }));
    }

    private static CodeScanRule Scan(Func<MethodIl> body)
    {
        using var image = new ForgedImage(FileImage.Open(Specimens.Path(Specimens.Release))!, "Bad", "Concat", body);
        return CodeScanner.Scan([image], Specimens.Singletons(Specimens.Release), null, static () => { }).Single(static rule => rule.Check == "6.5");
    }

    private static MethodIl Endless(byte[] calls) => Jumps(2_000, 4_000, calls);

    private static MethodIl Jumps(int locals, int jumps, byte[] calls)
    {
        List<byte> code = [.. calls];
        for (var jump = 0; jump < jumps; jump++)
        {
            code.AddRange([(byte)ILOpCode.Ldarg_0, (byte)ILOpCode.Brtrue_s, 0]);
        }

        return Il([.. code, (byte)ILOpCode.Ldnull, (byte)ILOpCode.Ret], locals);
    }

    private static MethodIl Il(byte[] code, int locals = 0) => new(code, 8, locals, []);
}
