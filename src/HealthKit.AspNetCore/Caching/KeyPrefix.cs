using System.Buffers;

namespace HealthKit.Caching;

/// <summary>The part of a cache key that names its family, without ids: "product" of "product:42", "user_#" of "user_42:orders".</summary>
/// <remarks>It ends at the first of <c>: / | .</c>; what looks like an id in it becomes <c>#</c>, and an address (with <c>@</c>) is not kept at all.</remarks>
internal static class KeyPrefix
{
    /// <summary>The longest prefix, in characters.</summary>
    public const int MaximumLength = 48;

    private const int LongestWord = 24;
    private const int ShortestHash = 8;
    private const int GuidLength = 36;

    private static readonly SearchValues<char> Separators = SearchValues.Create(":/|.");
    private static readonly SearchValues<char> HashCharacters = SearchValues.Create("0123456789abcdefABCDEF-");
    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz");
    private static readonly SearchValues<char> Private = SearchValues.Create("@=%+ ");

    /// <summary>The prefix as a new string.</summary>
    public static string Of(ReadOnlySpan<char> key)
    {
        Span<char> prefix = stackalloc char[MaximumLength];
        return new string(prefix[..Write(key, prefix)]);
    }

    /// <summary>The prefix of a key as a part of it, or written to the buffer where ids have to be taken out; allocates nothing.</summary>
    public static ReadOnlySpan<char> Of(ReadOnlySpan<char> key, Span<char> buffer)
    {
        // Most keys begin with a plain word and a separator.
        int word = key.IndexOfAnyExcept(Letters);
        return word is > 0 and <= LongestWord && Separators.Contains(key[word]) ? key[..word] : buffer[..Write(key, buffer)];
    }

    /// <summary>Writes the prefix of a key and returns its length; allocates nothing.</summary>
    public static int Write(ReadOnlySpan<char> key, Span<char> prefix)
    {
        var family = Family(key);
        if (family.IsEmpty || family.ContainsAny(Private))
        {
            prefix[0] = '#';
            return 1;
        }

        int length = 0;
        for (int at = 0; at < family.Length && length < MaximumLength;)
        {
            if (!char.IsLetterOrDigit(family[at]))
            {
                prefix[length++] = family[at++];
                continue;
            }

            var word = Word(family[at..]);
            int kept = Math.Min(Kept(word), MaximumLength - length);
            word[..kept].CopyTo(prefix[length..]);
            length += kept;
            if (kept < word.Length && length < MaximumLength)
            {
                prefix[length++] = '#';
            }

            at += word.Length;
        }

        return length;
    }

    private static ReadOnlySpan<char> Family(ReadOnlySpan<char> key)
    {
        int start = key.IndexOfAnyExcept(Separators);
        if (start < 0)
        {
            return [];
        }

        var rest = key[start..];
        int end = rest.IndexOfAny(Separators);
        return end < 0 ? rest : rest[..end];
    }

    private static ReadOnlySpan<char> Word(ReadOnlySpan<char> text)
    {
        if (text.Length >= GuidLength && text[8] == '-' && Guid.TryParseExact(text[..GuidLength], "D", out _))
        {
            return text[..GuidLength];
        }

        int end = 1;
        while (end < text.Length && char.IsLetterOrDigit(text[end]))
        {
            end++;
        }

        return text[..end];
    }

    // How much of a word is a name: all of it, the letters before a number, or nothing of a hash, a GUID or a token.
    private static int Kept(ReadOnlySpan<char> word)
    {
        int letters = 0;
        while (letters < word.Length && char.IsLetter(word[letters]))
        {
            letters++;
        }

        bool isName = letters == word.Length || word.Length < ShortestHash || word.ContainsAnyExcept(HashCharacters);
        return !isName || letters > LongestWord ? 0 : letters;
    }
}
