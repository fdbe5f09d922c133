using System.Buffers;

namespace HealthKit.Caching;

/// <summary>The part of a cache key that names its family, without ids: "product" of "product:42", "shop:cart" of "shop:cart:7", "user_#" of "user_42:orders".</summary>
/// <remarks>
/// Segments end at <c>: / | .</c> What looks like an id in the first one becomes <c>#</c>, and an address (with <c>@</c>) is not kept at all. Further
/// names belong to the prefix where an id follows them: in "user:jane:orders" jane might be one, so the prefix is "user". Whoever counts by prefix goes back
/// to the first segment where the further names are too many, or hold too few keys, to be more than somebody's words.
/// </remarks>
internal static class KeyPrefix
{
    /// <summary>The longest prefix, in characters.</summary>
    public const int MaximumLength = 48;

    /// <summary>The most further names under one first segment.</summary>
    public const int MostNames = 8;

    /// <summary>The fewest keys under a further name.</summary>
    public const int FewestKeys = 16;

    private const int LongestWord = 24;
    private const int ShortestHash = 8;
    private const int GuidLength = 36;
    private const int MostSegments = 4;

    private static readonly SearchValues<char> Separators = SearchValues.Create(":/|.");
    private static readonly SearchValues<char> Leading = SearchValues.Create(":/|.{}");
    private static readonly SearchValues<char> HashCharacters = SearchValues.Create("0123456789abcdefABCDEF-");
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_");
    private static readonly SearchValues<char> Private = SearchValues.Create("@=%+ ");

    /// <summary>The prefix as a new string.</summary>
    public static string Of(ReadOnlySpan<char> key)
    {
        Span<char> buffer = stackalloc char[MaximumLength];
        return Of(key, buffer, out _, out _).ToString();
    }

    /// <summary>The prefix of a key as a part of it, or written to the buffer where ids have to be taken out; allocates nothing.</summary>
    /// <param name="key">The key.</param>
    /// <param name="buffer">At least <see cref="MaximumLength"/> characters.</param>
    /// <param name="family">The length of its first segment, without the further names.</param>
    /// <param name="end">Where in the key it ends.</param>
    public static ReadOnlySpan<char> Of(ReadOnlySpan<char> key, Span<char> buffer, out int family, out int end)
    {
        // Most keys begin with a plain word and a separator.
        int word = key.IndexOfAnyExcept(NameCharacters);
        if (word is > 0 and <= LongestWord && Separators.Contains(key[word]))
        {
            family = word;
            end = Extended(key, word);
            return key[..end];
        }

        int start = Math.Max(0, key.IndexOfAnyExcept(Leading));
        int stop = key[start..].IndexOfAny(Separators);
        end = stop < 0 ? key.Length : start + stop;
        int length = family = Write(key[start..end], buffer);
        int extended = Extended(key, end);
        if (extended - end is > 0 and var more && length + more <= MaximumLength)
        {
            key[end..extended].CopyTo(buffer[length..]);
            (length, end) = (length + more, extended);
        }

        return buffer[..length];
    }

    /// <summary>
    /// The form of what follows a prefix, as two numbers: with ids left out, and with the first word left out too, since it may be a name that serves as id.
    /// Keys of one form are told apart by their ids alone.
    /// </summary>
    public static (int Exact, int Loose) Form(ReadOnlySpan<char> rest)
    {
        var (exact, loose, segments) = (0, 0, 0);
        while (!rest.IsEmpty)
        {
            // A separator that another follows begins an address, which is an id as a whole.
            var segment = rest[1..];
            bool isAddress = !segment.IsEmpty && Separators.Contains(segment[0]);
            int end = isAddress ? segment.Length : segment.IndexOfAny(Separators) is >= 0 and var found ? found : segment.Length;
            segment = segment[..end];
            bool isName = !isAddress && segment.Length <= LongestWord && !segment.ContainsAnyExcept(NameCharacters);
            int part = isName ? string.GetHashCode(segment) : 1;
            exact = (exact * 31) + part;
            loose = (loose * 31) + (segments++ == 0 ? 1 : part);
            rest = rest[(end + 1)..];
        }

        return (exact, loose);
    }

    // Where the names end that an id follows; the first one's end, where none does.
    private static int Extended(ReadOnlySpan<char> key, int end)
    {
        int last = end;
        for (int segments = 1; segments < MostSegments && last + 1 < key.Length; segments++)
        {
            var rest = key[(last + 1)..];
            int name = Name(rest);
            if (name == 0 || name > LongestWord || name == rest.Length || !Separators.Contains(rest[name]))
            {
                // The key's last word is no id that could be told as one.
                return (name == rest.Length && name <= LongestWord) || last > MaximumLength ? end : last;
            }

            last += name + 1;
        }

        return end;
    }

    // A word, or a version such as v2.
    private static int Name(ReadOnlySpan<char> rest)
    {
        int length = rest.IndexOfAnyExcept(NameCharacters);
        length = length < 0 ? rest.Length : length;
        if (length == 1 && rest[0] is 'v' or 'V')
        {
            while (length < rest.Length && char.IsAsciiDigit(rest[length]))
            {
                length++;
            }
        }

        return length;
    }

    private static int Write(ReadOnlySpan<char> family, Span<char> prefix)
    {
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
                if (family[at] is not ('{' or '}'))
                {
                    prefix[length++] = family[at];
                }

                at++;
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
