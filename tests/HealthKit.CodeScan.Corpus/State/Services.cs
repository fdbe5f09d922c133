#nullable disable
using System.CodeDom.Compiler;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using static HealthKit.CodeScan.Corpus.Expected;

namespace HealthKit.CodeScan.Corpus.State;

public static class Registrations
{
    public static void AddTo(IServiceCollection services)
    {
        services.AddSingleton<DirtySingleton>();
        services.AddSingleton<CleanSingleton>();
        services.AddSingleton<DerivedSingleton>();
        services.AddScoped<ScopedService>();
        services.AddTransient<TransientService>();
        services.AddHostedService<HostedOnly>();
        services.AddSingleton<HostedAndInjected>();
        services.AddHostedService(static provider => provider.GetRequiredService<HostedAndInjected>());
        services.AddSingleton<IStore>(static provider => new FactoryStore(provider.GetRequiredService<CleanSingleton>()));
        services.AddSingleton<ITwice>(provider => ActivatorUtilities.CreateInstance<TwiceStore>(provider));
        services.AddKeyedSingleton<KeyedSingleton>("a");
        services.AddSingleton(new RegisteredInstance());
        services.AddSingleton(typeof(OpenGeneric<>));
        services.AddSingleton<IOpaque>(static _ => (IOpaque)Activator.CreateInstance(Type.GetType("HealthKit.CodeScan.Corpus.State.OpaqueStore")!)!);
        services.AddSingleton(static _ => new WithInitialiser { Name = "a", Size = 3 });
        services.AddScoped<ScopedMiddleware>();
        services.AddDbContext<ShopContext>();
        services.Configure<ShopOptions>(options => options.Size = 3);
        services.AddSingleton<AcceptedCaches>();
        services.AddSingleton<AcceptedWhole>();
        services.AddSingleton<IAsked, Asked>();
        services.AddSingleton<SelfDisposing>();
        services.AddSingleton<PrivateSetter>();
        services.AddSingleton<PrimaryCapture>();
        services.AddSingleton<Primary.Counted>();
        services.AddSingleton<Primary.Filled>();
        services.AddSingleton<Primary.Reading>();
        services.AddSingleton<Primary.Using>();
    }
}

public sealed class DirtySingleton
{
    [Expect("8.3", Flagged)] private int _n;
    [Expect("8.3", Flagged)] private readonly List<string> _log = [];
    [Expect("8.3", Flagged)] public string User { get; set; }
    [Expect("8.3", Flagged)] private string _late;
    [Expect("8.3", Flagged)] private readonly ConcurrentDictionary<string, int> _concurrent = new();
    [Expect("8.3", Flagged)] private readonly Held _held = new();
    [Expect("8.3", Flagged)] private readonly Dictionary<string, int>[] _shards = [[], []];
    [Expect("8.3", Flagged)] private int _inLambda;
    [Expect("8.3", Flagged)] private Timer _timer;
    [Expect("8.3", Clean)] private Settings _lazy;
    [Expect("8.3", Clean)] private readonly Dictionary<string, int> _table;
    [Expect("8.3", Clean)] private string _initialised;

    public DirtySingleton()
    {
        _table = new() { ["a"] = 1 };
        _table["b"] = 2;
        Initialise();
    }

    public void Count() => _n++;
    public void Log(string line) => _log.Add(line);
    public async Task LateAsync() { await Task.Yield(); _late = "x"; }
    public void Concurrent(string key) => _concurrent.AddOrUpdate(key, 1, static (_, n) => n + 1);
    public void Hold() => _held.Total += 1;
    public void Shard(string key) => _shards[0][key] = 1;
    public void Lambda(List<int> values) => values.ForEach(value => _inLambda += value);
    public Settings Lazy() => _lazy ??= new Settings();
    public int Read(string key) => _table[key] + _initialised.Length;
    public void Restart() => _timer = new Timer(static _ => { });

    private void Initialise() => _initialised = "yes";

    private sealed class Held
    {
        public int Total;
    }
}

public sealed class UserController(DirtySingleton singleton) : ControllerBase
{
    [Expect("8.3", Clean)] private string _perRequest;
    [Expect("8.3", Clean)] private readonly List<string> _seen = [];

    public IActionResult Set(string name)
    {
        _perRequest = name;
        _seen.Add(name);
        singleton.User = name;
        return Ok(_perRequest);
    }
}

public sealed class CleanSingleton(ILogger<CleanSingleton> logger, TimeProvider time)
{
    [Expect("8.3", Clean)] private readonly string _name = "clean";
    [Expect("8.3", Clean)] private readonly Dictionary<string, int> _known = new() { ["a"] = 1 };
    public string Name { get; init; } = "x";

    public int Work(string input)
    {
        var parts = new List<string>(input.Split(','));
        parts.Add(_name);
        var counts = new Dictionary<string, int>(_known);
        foreach (var part in parts) counts[part] = counts.GetValueOrDefault(part) + 1;
        logger.LogInformation("{Count} at {Time}", counts.Count, time.GetUtcNow());
        return counts.Count;
    }
}

public abstract class BaseService
{
    [Expect("8.3", Flagged)] protected int Calls;
    protected void Called() => Calls++;
}

public sealed class DerivedSingleton : BaseService
{
    public void Do() => Called();
}

public sealed class ScopedService
{
    [Expect("8.3", Clean)] private int _n;
    [Expect("8.3", Clean)] private readonly List<string> _items = [];
    public string User { get; set; }
    public void Add(string item) { _n++; _items.Add(item); User = item; }
}

public sealed class TransientService
{
    [Expect("8.3", Clean)] private int _n;
    public void Add() => _n++;
}

public sealed class HostedOnly : BackgroundService
{
    [Expect("8.3", Clean)] private int _rounds;
    [Expect("8.3", Clean)] private DateTime _last;
    [Expect("8.3", Flagged)] public static readonly Dictionary<string, decimal> Rates = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            _rounds++;
            _last = DateTime.UtcNow;
            Rates["EUR"] = _rounds;
            await Task.Delay(1000, stoppingToken);
        }
    }
}

public sealed class HostedAndInjected : BackgroundService
{
    [Expect("8.3", Flagged)] private volatile string _snapshot;
    public string Snapshot => _snapshot;
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        _snapshot = DateTime.UtcNow.ToString("O");
    }
}

public interface IStore { void Put(string key); }

public sealed class FactoryStore(CleanSingleton clean) : IStore
{
    [Expect("8.3", Flagged)] private readonly HashSet<string> _keys = [];
    public void Put(string key) { if (clean.Name.Length > 0) _keys.Add(key); }
}

public interface ITwice { void Put(string key); }

public sealed class TwiceStore(CleanSingleton clean) : ITwice
{
    [Expect("8.3", Flagged)] private string _last = clean.Name;
    public void Put(string key) => _last = key + _last;
}

public sealed class KeyedSingleton
{
    [Expect("8.3", Flagged)] private int _n;
    public int Next() => _n += 2;
}

public sealed class RegisteredInstance
{
    [Expect("8.3", Flagged)] private bool _seen;
    public void See(bool value) => _seen = value;
}

public sealed class OpenGeneric<T>
{
    [Expect("8.3", Flagged)] private readonly List<T> _items = [];
    public void Add(T item) => _items.Add(item);
}

public interface IOpaque { void Put(int n); }

public sealed class OpaqueStore : IOpaque
{
    [Expect("8.3", Unresolved)] private int _n;
    public void Put(int n) => _n = n;
}

public sealed class WithInitialiser
{
    [Expect("8.3", Clean)] public string Name { get; set; }
    [Expect("8.3", Clean)] public int Size { get; set; }
}

public sealed class ConventionalMiddleware(RequestDelegate next)
{
    [Expect("8.3", Flagged)] private int _requests;
    [Expect("8.3", Flagged)] private string _user;

    public async Task InvokeAsync(HttpContext context, ScopedService scoped)
    {
        Interlocked.Increment(ref _requests);
        _user = context.User.Identity?.Name;
        scoped.User = _user;
        await next(context);
    }
}

public sealed class ScopedMiddleware : IMiddleware
{
    [Expect("8.3", Clean)] private string _user;
    public Task InvokeAsync(HttpContext context, RequestDelegate next) { _user = context.TraceIdentifier; return next(context); }
}

public sealed class TimingFilterAttribute : ActionFilterAttribute
{
    [Expect("8.3", Flagged)] private long _started;
    [Expect("8.3", Clean)] public string Name { get; set; }
    public override void OnActionExecuting(ActionExecutingContext context) => _started = Environment.TickCount64;
    public override void OnActionExecuted(ActionExecutedContext context) => context.HttpContext.Items[Name ?? "t"] = Environment.TickCount64 - _started;
}

public sealed class ShopContext : DbContext
{
    [Expect("8.3", Clean)] private string _tenant;
    public void For(string tenant) => _tenant = tenant;
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.HasDefaultSchema(_tenant);
}

public sealed class ShopOptions
{
    [Expect("8.3", Clean)] public int Size { get; set; }
    [Expect("8.3", Clean)] public List<string> Names { get; } = [];
}

public sealed record Line(string Text, int Number)
{
    public string Note { get; set; }
    public Line Next() => this with { Number = Number + 1, Note = "n" };
}

public sealed class CounterComponent : ComponentBase
{
    [Expect("8.3", Clean)] private int _count;
    public void Click() => _count++;
}

public sealed class AcceptedCaches
{
    [HealthKitAccepted("8.3", "country codes, the same on every instance"), Expect("8.3", Accepted)] private readonly Dictionary<string, string> _countries = [];
    [HealthKitAccepted("8.3", "shown on a status page only"), Expect("8.3", Accepted)] public int Hits { get; set; }
    [HealthKitAccepted("8.3", ""), Expect("8.3", Flagged)] private int _noReason;
    [HealthKitAccepted("6.5", "another check"), Expect("8.3", Flagged)] private int _otherCheck;
    [Expect("8.3", Accepted)] private int _byMethod;

    public void Learn(string code, string name) => _countries[code] = name;
    public void Hit() => Hits++;
    public void Wrong() { _noReason++; _otherCheck++; }
    [HealthKitAccepted("8.3", "a figure for the log")] public void ByMethod() => _byMethod++;
}

[HealthKitAccepted("8.3", "an in-process breaker by design")]
public sealed class AcceptedWhole
{
    [Expect("8.3", Accepted)] private int _failures;
    [Expect("8.3", Accepted)] private readonly Queue<DateTime> _times = new();
    public void Fail(DateTime now) { _failures++; _times.Enqueue(now); }
}

public interface IAsked { void Ask(); }

public sealed class Asked : IAsked
{
    [Expect("8.3", Flagged)] private int _asked;
    void IAsked.Ask() => _asked++;
}

public sealed class SelfDisposing : IDisposable, IAsyncDisposable
{
    [Expect("8.3", Clean)] private bool _disposed;
    [Expect("8.3", Clean)] private HttpClient _http = new();
    public Task GetAsync() => _disposed ? Task.CompletedTask : _http.GetAsync("/");
    public void Dispose() { if (_disposed) return; _http.Dispose(); _http = null; _disposed = true; }
    public async ValueTask DisposeAsync() { await Task.Yield(); _disposed = true; }
}

public sealed class PrivateSetter
{
    [Expect("8.3", Flagged)] public string Current { get; private set; } = "";
    [Expect("8.3", Clean)] public string Fixed { get; private set; } = "";
    public PrivateSetter() => Fixed = "f";
    public void Set(string value) => Current = value;
}

public sealed class PrimaryCapture(int start)
{
    [Expect("8.3", Flagged)] private int _copy = start;
    public int Next() { _copy = _copy + 1; return _copy; }
}

public static class Primary
{
    [Expect("8.3", Flagged)] public sealed class Counted(int start) { public int Next() => start++; }

    [Expect("8.3", Flagged)] public sealed class Filled(List<string> items) { public void Add(string item) => items.Add(item); }

    [Expect("8.3", Clean)] public sealed class Reading(List<string> items, TimeProvider time) { public bool Any() => items.Count > time.GetUtcNow().Day; }

    // What the parameter holds is a singleton itself, and has a specimen of its own.
    [Expect("8.3", Clean)] public sealed class Using(PrimaryCapture capture) { public int Next() => capture.Next(); }
}

[GeneratedCode("tool", "1.0")]
public static class Generated
{
    [Expect("8.3", Clean)] private static string _cached;
    public static string Put(string value) => _cached = value;
}

public static partial class Logs
{
    [LoggerMessage(1, LogLevel.Information, "Order {Id} placed")]
    public static partial void Placed(ILogger logger, long id);

    [System.Text.RegularExpressions.GeneratedRegex("[a-z]+")]
    public static partial System.Text.RegularExpressions.Regex Words();
}

public static class LambdaCaches
{
    public static IEnumerable<int> Work(IEnumerable<string> words) => words.Where(static word => word.Length > 1).Select(Length).OrderBy(static n => -n);
    private static int Length(string word) => word.Length;
}
