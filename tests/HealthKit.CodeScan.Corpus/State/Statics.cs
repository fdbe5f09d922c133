#nullable disable
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using System.Threading.Channels;
using static HealthKit.CodeScan.Corpus.Expected;

namespace HealthKit.CodeScan.Corpus.State;

public static class Counters
{
    [Expect("8.3", Flagged)] private static int _plain;
    [Expect("8.3", Flagged)] private static long _interlocked;
    [Expect("8.3", Flagged)] private static int _byReference;
    [Expect("8.3", Flagged)] private static int _byOut;
    [Expect("8.3", Flagged)] private static DateTime? _lastSeen;
    [Expect("8.3", Flagged)] private static (int A, int B) _pair;
    [Expect("8.3", Flagged)] private static int _first;
    [Expect("8.3", Flagged)] private static int _second;
    [Expect("8.3", Flagged)] private static readonly int[] Buckets = new int[8];
    [Expect("8.3", Flagged)] private static readonly StringBuilder Log = new();
    [Expect("8.3", Clean)] private static readonly int[] Powers = [1, 10, 100];
    [Expect("8.3", Clean)] private static int _readOnly = 5;

    public static int Plain() => ++_plain;
    public static long Interlocked() => System.Threading.Interlocked.Increment(ref _interlocked);
    public static void ByReference(int value) { ref var place = ref _byReference; place = value; }
    public static bool ByOut(string text) => int.TryParse(text, out _byOut);
    public static void Seen(DateTime now) => _lastSeen = now;
    public static void Pair(int a) => _pair.A = a;
    public static void Deconstruct(int a, int b) => (_first, _second) = (a, b);
    public static void Bucket(int index) => Buckets[index]++;
    public static void Append(string line) => Log.Append(line).Append('\n');
    public static int Read(int index) => Powers[index] + _readOnly;
}

public static class Collections
{
    [Expect("8.3", Flagged)] private static readonly Dictionary<string, string> Indexed = [];
    [Expect("8.3", Flagged)] private static readonly List<string> Aliased = [];
    [Expect("8.3", Flagged)] private static readonly List<string> Passed = [];
    [Expect("8.3", Flagged)] private static readonly HashSet<string> Locked = [];
    [Expect("8.3", Flagged)] private static readonly Queue<string> AfterAwait = new();
    [Expect("8.3", Flagged)] private static readonly Dictionary<int, int> InIterator = [];
    [Expect("8.3", Flagged)] private static readonly List<int> AfterYield = [];
    [Expect("8.3", Flagged)] private static readonly List<int> AfterAsyncYield = [];
    [Expect("8.3", Flagged)] private static readonly List<int> InLambda = [];
    [Expect("8.3", Flagged)] private static readonly List<int> InLocalFunction = [];
    [Expect("8.3", Flagged)] private static readonly Dictionary<string, List<int>> Nested = [];
    [Expect("8.3", Flagged)] private static readonly ConcurrentDictionary<string, List<int>> NestedConcurrent = new();
    [Expect("8.3", Flagged)] private static readonly ConcurrentDictionary<string, int> Concurrent = new();
    [Expect("8.3", Flagged)] private static ImmutableDictionary<string, int> _immutable = ImmutableDictionary<string, int>.Empty;
    [Expect("8.3", Flagged)] private static ImmutableDictionary<string, int> _atomic = ImmutableDictionary<string, int>.Empty;
    [Expect("8.3", Flagged)] private static readonly IDictionary<string, int> ByInterface = new Dictionary<string, int>();
    [Expect("8.3", Flagged)] private static readonly System.Collections.Hashtable Old = new();
    [Expect("8.3", Flagged)] public static List<string> Exposed { get; } = [];
    [Expect("8.3", Flagged)] private static readonly List<string> Returned = [];
    [Expect("8.3", Flagged)] private static readonly Dictionary<string, int> ThroughExtension = [];
    [Expect("8.3", Clean)] private static readonly Dictionary<string, int> OnlyRead = new() { ["a"] = 1, ["b"] = 2 };
    [Expect("8.3", Clean)] private static readonly FrozenDictionary<string, int> Frozen = OnlyRead.ToFrozenDictionary();
    [Expect("8.3", Clean)] private static readonly ImmutableList<int> Constant = [1, 2];
    [Expect("8.3", Clean)] private static readonly ConcurrentDictionary<Type, string> ByType = new();
    [Expect("8.3", Clean)] private static readonly ConcurrentDictionary<string, (Type, System.Reflection.MethodInfo)> OfCode = new();
    [Expect("8.3", Clean)] private static readonly List<int> Source = [3, 1, 2];

    public static void Index(string key, string value) => Indexed[key] = value;
    public static void Alias(string value) { var list = Aliased; list.Add(value); }
    public static void Pass(string value) => AddTo(Passed, value);
    public static void Lock(string value) { lock (Locked) { Locked.Add(value); } }
    public static async Task LateAsync(string value) { await Task.Yield(); AfterAwait.Enqueue(value); }
    public static IEnumerable<int> Iterate() { foreach (var i in new[] { 1, 2 }) { InIterator[i] = i; yield return i; } }
    public static IEnumerable<int> IterateLater() { yield return 1; AfterYield.Add(1); }
    public static async IAsyncEnumerable<int> IterateLaterAsync() { yield return 1; await Task.Yield(); yield return 2; AfterAsyncYield.Add(1); }
    public static void Lambda(List<int> values) => values.ForEach(value => InLambda.Add(value));
    public static void Local(int value) { Store(); void Store() => InLocalFunction.Add(value); }
    public static void Nest(string key, int value) => Nested[key].Add(value);
    public static void NestConcurrent(string key, int value) { if (NestedConcurrent.TryGetValue(key, out var list)) list.Add(value); }
    public static int GetOrAdd(string key) => Concurrent.GetOrAdd(key, static k => k.Length);
    public static void Immutable(string key) => _immutable = _immutable.SetItem(key, 1);
    public static void Atomic(string key) => ImmutableInterlocked.AddOrUpdate(ref _atomic, key, 1, static (_, n) => n + 1);
    public static void Interface(string key) => ByInterface.Add(key, 1);
    public static void Hash(string key) => Old[key] = key;
    public static List<string> Give() => Returned;
    public static void Extension(string key) => ThroughExtension.TryAdd(key, 1);
    public static int Look(string key) => OnlyRead.TryGetValue(key, out var n) ? n + Frozen.Count : 0;
    public static ImmutableList<int> More(int value) => Constant.Add(value);
    public static string Memo(Type type) => ByType.GetOrAdd(type, static t => t.FullName!);
    public static Type Code(string name) => OfCode.GetOrAdd(name, static n => (typeof(string), typeof(string).GetMethod(n)!)).Item1;
    public static List<int> Sorted() => [.. Source.Order()];

    // Changes what it is given: no state of its own.
    public static void AddTo(List<string> list, string value) => list.Add(value);

    public static List<string> LocalList(string value)
    {
        var list = new List<string>();
        AddTo(list, value);
        list.Clear();
        return list;
    }

    public static int LocalCapture(List<int> values)
    {
        var sum = 0;
        var seen = new HashSet<int>();
        values.ForEach(value => { sum += value; seen.Add(value); });
        return sum + seen.Count;
    }
}

public sealed class Outsider
{
    public void Exposed(string value) => Collections.Exposed.Add(value);
    public void Returned(string value) => Collections.Give().Remove(value);
}

public static class Table
{
    [Expect("8.3", Clean)] private static readonly Dictionary<string, int> Filled = [];
    [Expect("8.3", Clean)] private static readonly List<string> FilledByHelper = [];
    [Expect("8.3", Clean)] private static readonly Dictionary<string, int> Built = Build();

    static Table()
    {
        Filled["one"] = 1;
        for (var i = 0; i < 3; i++) Filled.Add(i.ToString(), i);
        Fill("x");
    }

    public static int Read(string key) => Filled[key] + FilledByHelper.Count + Built.Count;

    private static void Fill(string value) => FilledByHelper.Add(value);

    private static Dictionary<string, int> Build()
    {
        var built = new Dictionary<string, int>();
        built.Add("a", 1);
        return built;
    }
}

public static class Generic<T>
{
    [Expect("8.3", Flagged)] private static readonly List<T> Items = [];
    [Expect("8.3", Flagged)] private static T _last;
    [Expect("8.3", Clean)] private static readonly string Name = typeof(T).Name;

    public static string Put(T item) { Items.Add(item); _last = item; return Name; }
}

public sealed class Stats
{
    public int Hits;
    public string Last { get; set; }
    private readonly List<string> _names = [];
    public void Record(string name) => _names.Add(name);
    public int Count => _names.Count;
}

public static class Held
{
    [Expect("8.3", Flagged)] private static readonly Stats ByField = new();
    [Expect("8.3", Flagged)] private static readonly Stats BySetter = new();
    [Expect("8.3", Flagged)] private static readonly Stats ByMethod = new();
    [Expect("8.3", Flagged)] private static readonly Stats Single = new();
    [Expect("8.3", Clean)] private static readonly Stats OnlyRead = new() { Last = "none" };

    public static Stats Instance => Single;

    public static void Hit() => ByField.Hits++;
    public static void Set(string name) => BySetter.Last = name;
    public static void Call(string name) => ByMethod.Record(name);
    public static int Read() => OnlyRead.Count + OnlyRead.Hits;

    // A Stats of one call's own.
    public static int Own(string name) { var stats = new Stats { Last = name }; stats.Record(name); stats.Hits++; return stats.Count; }
}

public sealed class HeldOutsider
{
    public void Use(string name) => Held.Instance.Record(name);
}

public static class Ambient
{
    [Expect("8.3", Clean), ThreadStatic] private static StringBuilder _perThread;
    [Expect("8.3", Clean), ThreadStatic] private static int _depth;
    [Expect("8.3", Clean)] private static readonly AsyncLocal<string> Flowing = new();
    [Expect("8.3", Clean)] private static readonly ThreadLocal<List<int>> Local = new(() => []);
    [Expect("8.3", Clean)] private static readonly SemaphoreSlim Gate = new(1);
    [Expect("8.3", Clean)] private static readonly Channel<string> Queue = Channel.CreateBounded<string>(10);
    [Expect("8.3", Clean)] private static readonly HttpClient Http = new();
    [Expect("8.3", Clean)] private static readonly Random Dice = new(1);

    public static string PerThread() { _depth++; return (_perThread ??= new()).Clear().Append('x').ToString(); }
    public static void Flow(string value) => Flowing.Value = value;
    public static async Task UseAsync(string value) { await Gate.WaitAsync(); Gate.Release(); Queue.Writer.TryWrite(value); Dice.Next(); await Http.GetAsync("/"); }
    public static int Count() => Local.Value.Count;
}

public static class Properties
{
    [Expect("8.3", Flagged)] public static string SetByAnyone { get; set; }
    [Expect("8.3", Clean)] public static string SetAtStart { get; set; }
    [Expect("8.3", Clean)] public static string NeverSet { get; set; }
    [Expect("8.3", Flagged)] private static string _manual;
    public static string Manual { get => _manual; set => _manual = value; }
}

public sealed class PropertySetter
{
    public void Handle(string value) { Properties.SetByAnyone = value; Properties.Manual = value; }
}
