#nullable disable
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using static HealthKit.CodeScan.Corpus.Expected;

namespace HealthKit.CodeScan.Corpus.State;

public sealed class Settings
{
    public string Name { get; set; }
    public static Task<Settings> LoadAsync() => Task.FromResult(new Settings());
    public static Settings Load(string name = "a") => new() { Name = name };
}

public static class Lazies
{
    private static readonly object Gate = new();
    [Expect("8.3", Clean)] private static Settings _coalesced;
    [Expect("8.3", Clean)] private static Settings _checkedTwice;
    [Expect("8.3", Clean)] private static Settings _awaited;
    [Expect("8.3", Clean)] private static Settings _exchanged;
    [Expect("8.3", Clean)] private static Settings _ensured;
    [Expect("8.3", Clean)] private static string _text;
    [Expect("8.3", Clean)] private static int? _number;
    [Expect("8.3", Clean)] private static readonly Lazy<Settings> Wrapped = new(() => Settings.Load());
    [Expect("8.3", Clean)] private static bool _initialised;
    [Expect("8.3", Clean)] private static Settings _fromConfiguration;
    [Expect("8.3", Flagged)] private static Settings _ofTheFirstCaller;
    [Expect("8.3", Flagged)] private static string _ofTheFirstRequest;
    [Expect("8.3", Flagged)] private static Settings _resettable;
    [Expect("8.3", Flagged)] private static Settings _expiring;
    [Expect("8.3", Flagged)] private static DateTime _until;
    [Expect("8.3", Flagged)] private static Settings _wrongGuard;
    [Expect("8.3", Flagged)] private static bool _maintenance;

    public static Settings Coalesce() => _coalesced ??= new Settings();

    public static Settings Twice()
    {
        if (_checkedTwice != null) return _checkedTwice;
        lock (Gate)
        {
            if (_checkedTwice == null)
            {
                var made = Settings.Load();
                _checkedTwice = made;
            }
        }

        return _checkedTwice;
    }

    public static async Task<Settings> AwaitAsync() => _awaited ??= await Settings.LoadAsync();

    public static Settings Exchange()
    {
        if (_exchanged is null) Interlocked.CompareExchange(ref _exchanged, new Settings(), null);
        return _exchanged;
    }

    public static Settings Ensure() => LazyInitializer.EnsureInitialized(ref _ensured, static () => new Settings());

    public static string Text()
    {
        if (string.IsNullOrEmpty(_text)) _text = Environment.MachineName;
        return _text;
    }

    public static int Number()
    {
        if (!_number.HasValue) _number = Environment.ProcessorCount;
        return _number.Value;
    }

    public static void Once()
    {
        if (_initialised) return;
        _initialised = true;
    }

    public static Settings FromConfiguration(IConfiguration configuration) => _fromConfiguration ??= Settings.Load(configuration["a"]);

    public static Settings First(string tenant) => _ofTheFirstCaller ??= Settings.Load(tenant);

    public static string FirstRequest(IHttpContextAccessor accessor) => _ofTheFirstRequest ??= accessor.HttpContext!.Request.Host.Value;

    public static Settings Resettable() => _resettable ??= new Settings();

    public static void Reset() => _resettable = null;

    public static async Task<Settings> ExpiringAsync(TimeProvider time)
    {
        if (_expiring == null || _until < time.GetUtcNow().UtcDateTime)
        {
            _expiring = await Settings.LoadAsync();
            _until = time.GetUtcNow().UtcDateTime.AddMinutes(5);
        }

        return _expiring;
    }

    public static Settings WrongGuard(bool ask)
    {
        if (ask) _wrongGuard = new Settings();
        return _wrongGuard;
    }

    public static bool Maintain(bool on) { _maintenance = on; return Wrapped.IsValueCreated; }
}

public static class Starting
{
    [Expect("8.3", Clean)] private static string _name;
    [Expect("8.3", Clean)] private static readonly List<string> Modules = [];
    [Expect("8.3", Clean)] private static string _late;
    [Expect("8.3", Flagged)] private static string _both;
    [Expect("8.3", Flagged)] private static int _hits;

    public static async Task ConfigureAsync(this WebApplication app)
    {
        _name = app.Environment.ApplicationName;
        Register("a");
        Both("start");
        Properties.SetAtStart = "x";
        app.MapPost("/hit", () => ++_hits);
        await Task.Yield();
        _late = _name;
    }

    public static string Read() => _name + _late + Modules.Count;

    public static void AtRequest(string value) => Both(value);

    private static void Register(string module) => Modules.Add(module);

    private static void Both(string value) => _both = value;
}

public static class Closures
{
    [Expect("8.3", Flagged)]
    public static void MapList(WebApplication app)
    {
        var items = new List<string>();
        app.MapPost("/items", (string item) => items.Add(item));
        app.MapGet("/items", () => items);
    }

    [Expect("8.3", Flagged)]
    public static void MapCounter(WebApplication app)
    {
        var count = 0;
        app.MapGet("/count", async () => { await Task.Yield(); count++; return count; });
    }

    [Expect("8.3", Flagged)]
    public static void UseCounter(WebApplication app)
    {
        var count = 0;
        app.Use(async (context, next) => { count++; await next(context); });
    }

    [Expect("8.3", Clean)]
    public static void MapReadOnly(WebApplication app)
    {
        var items = new List<string> { "a", "b" };
        var greeting = "hello " + app.Environment.ApplicationName;
        items.Add(greeting);
        app.MapGet("/read", () => items.Count + greeting.Length);
    }

    [Expect("8.3", Clean)]
    public static void MapLocal(WebApplication app) =>
        app.MapGet("/local", (string text) =>
        {
            var words = new List<string>();
            Array.ForEach(text.Split(' '), word => words.Add(word));
            return words.Count;
        });
}
