using System.Reflection;
using System.Text;
using HealthKit.Evidence;

namespace HealthKit.Sources;

/// <summary>
/// Tells words of the code from names that only the data has: a cache key's prefix such as "product" stands in the code that makes the key, a user's or a
/// tenant's name does not. What the host's own assemblies contain as texts, in attributes and as names of types and constants is read once, in the
/// background, and kept as hashes.
/// </summary>
/// <remarks>Where they are not there to be read, as in a single file or compiled ahead of time, numbers decide: a few prefixes that hold many keys each are no names.</remarks>
internal sealed class CodeWords
{
    /// <summary>The most first segments that are shown where the code cannot be read.</summary>
    public const int MostFamilies = 16;

    private const string Separators = ":/|.";
    private const string Dashes = "-_";

    private readonly HashSet<Guid> _read = [];
    private readonly Lock _gate = new();
    private HashSet<int>? _words;
    private int _loaded;

    public CodeWords()
        : this(CodeText.File(Assembly.GetEntryAssembly() ?? typeof(CodeWords).Assembly) is not null)
    {
    }

    internal CodeWords(bool isReadable)
    {
        IsReadable = isReadable;
        if (isReadable)
        {
            Task.Run(Read);
        }
    }

    /// <summary>Whether there is code that can be read.</summary>
    public bool IsReadable { get; }

    /// <summary>Whether a first segment may stand in the code; true before it has been read.</summary>
    public bool MayKnow(ReadOnlySpan<char> segment) => Volatile.Read(ref _words) is not { } words || Contains(words, segment) || segment.Contains('#');

    /// <summary>Whether a word stands in the code; false before it has been read, and where it cannot be.</summary>
    public bool Knows(ReadOnlySpan<char> word) => Volatile.Read(ref _words) is { } words && Contains(words, word);

    /// <summary>A key's prefix as reports show it.</summary>
    /// <param name="prefix">The prefix, without ids.</param>
    /// <param name="standsOut">Whether it is one of few, each with many keys; asked where the code cannot be read.</param>
    public string Shown(string prefix, bool standsOut)
    {
        if (!IsReadable)
        {
            return standsOut ? prefix : HiddenName.Text;
        }

        var words = Volatile.Read(ref _words) ?? Read();
        var shown = new StringBuilder();
        for (int at = 0; at < prefix.Length;)
        {
            int end = prefix.AsSpan(at).IndexOfAny(Separators);
            end = end < 0 ? prefix.Length : at + end;
            Segment(shown, words, prefix.AsSpan(at, end - at));
            shown.Append(prefix, end, Math.Min(1, prefix.Length - end));
            at = end + 1;
        }

        return shown.ToString();
    }

    /// <summary>Reads the assemblies that were loaded since; never on a request.</summary>
    public HashSet<int> Read()
    {
        if (!IsReadable)
        {
            return [];
        }

        lock (_gate)
        {
            var loaded = AppDomain.CurrentDomain.GetAssemblies();
            if (_words is null || loaded.Length != _loaded)
            {
                HashSet<int> words = [.. _words ?? []];
                var entry = Assembly.GetEntryAssembly();
                foreach (var assembly in loaded)
                {
                    if (!assembly.IsDynamic && _read.Add(assembly.ManifestModule.ModuleVersionId) && CodeText.IsOwn(assembly, entry))
                    {
                        CodeText.Read(assembly, words);
                    }
                }

                _loaded = loaded.Length;
                Volatile.Write(ref _words, words);
            }

            return _words;
        }
    }

    // Ids have been taken out and left a #, between parts that must all be known.
    private static void Segment(StringBuilder shown, HashSet<int> words, ReadOnlySpan<char> segment)
    {
        while (!segment.IsEmpty)
        {
            int id = segment.IndexOf('#');
            var part = id < 0 ? segment : segment[..id];
            int known = Known(words, part);
            shown.Append(part[..known]);
            if (known < part.Length)
            {
                shown.Append(HiddenName.Text);
            }

            if (id >= 0)
            {
                shown.Append('#');
            }

            segment = id < 0 ? [] : segment[(id + 1)..];
        }
    }

    // All of it, also without the dashes at its ends, which may stand in a text of their own; or its beginning up to a dash: "user_" of "user_jane".
    private static int Known(HashSet<int> words, ReadOnlySpan<char> part)
    {
        if (part.IsEmpty || Contains(words, part) || Contains(words, part.Trim(Dashes)) || IsVersion(part))
        {
            return part.Length;
        }

        for (int dash = part[..^1].LastIndexOfAny('-', '_'); dash > 0; dash = part[..dash].LastIndexOfAny('-', '_'))
        {
            if (Contains(words, part[..(dash + 1)]) || Contains(words, part[..dash]))
            {
                return dash + 1;
            }
        }

        return 0;
    }

    private static bool IsVersion(ReadOnlySpan<char> part) => part[0] is 'v' or 'V' && !part[1..].ContainsAnyExceptInRange('0', '9');

    private static bool Contains(HashSet<int> words, ReadOnlySpan<char> word) => words.Contains(CodeText.Hash(word));
}
