using System.Collections;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace HealthKit.Benchmarks.Pipeline;

/// <summary>The features of a connection's requests in one object that is used again, found by a chain of comparisons, as in Kestrel (HttpProtocol, .NET 10).</summary>
internal abstract class ReusedFeatures :
    IFeatureCollection,
    IHttpRequestFeature,
    IHttpResponseFeature,
    IHttpResponseBodyFeature,
    IRouteValuesFeature,
    IEndpointFeature,
    IHttpRequestIdentifierFeature,
    IHttpConnectionFeature,
    IHttpRequestLifetimeFeature
{
    private static readonly CancellationToken Never = new CancellationTokenSource().Token;

    private readonly HeaderDictionary _requestHeaders = new() { ["Host"] = "localhost" };
    private readonly ResponseHeaders _responseHeaders = new();
    private readonly Stack<(Func<object, Task> Callback, object State)> _completed = new();
    private readonly Stack<(Func<object, Task> Callback, object State)> _starting = new();
    private readonly Dictionary<Type, object> _extra = [];
    private readonly Lock _abortGate = new();
    private RouteValueDictionary? _routeValues;
    private object? _services;
    private object? _activity;
    private object? _metricsTags;
    private object? _items;
    private PipeWriter? _writer;
    private IHttpResponseBodyFeature _body;

    protected ReusedFeatures() => _body = this;

    public int Revision { get; private set; }

    public bool IsReadOnly => false;

    string IHttpRequestFeature.Protocol { get; set; } = HttpProtocol.Http11;

    string IHttpRequestFeature.Scheme { get; set; } = "http";

    string IHttpRequestFeature.Method { get; set; } = HttpMethods.Get;

    string IHttpRequestFeature.PathBase { get; set; } = "";

    public string Path { get; set; } = "/";

    string IHttpRequestFeature.QueryString { get; set; } = "";

    string IHttpRequestFeature.RawTarget { get; set; } = "/";

    IHeaderDictionary IHttpRequestFeature.Headers
    {
        get => _requestHeaders;
        set => throw new NotSupportedException();
    }

    Stream IHttpRequestFeature.Body { get; set; } = Stream.Null;

    public int StatusCode { get; set; } = StatusCodes.Status200OK;

    string? IHttpResponseFeature.ReasonPhrase { get; set; }

    IHeaderDictionary IHttpResponseFeature.Headers
    {
        get => _responseHeaders;
        set => throw new NotSupportedException();
    }

    Stream IHttpResponseFeature.Body
    {
        get => Stream;
        set => throw new NotSupportedException();
    }

    public bool HasStarted { get; private set; }

    public Stream Stream { get; private set; } = Stream.Null;

    PipeWriter IHttpResponseBodyFeature.Writer => _writer ??= PipeWriter.Create(Stream, new StreamPipeWriterOptions(leaveOpen: true));

    RouteValueDictionary IRouteValuesFeature.RouteValues
    {
        get => _routeValues ??= [];
        set => _routeValues = value;
    }

    Endpoint? IEndpointFeature.Endpoint { get; set; }

    string IHttpRequestIdentifierFeature.TraceIdentifier { get; set; } = "0HN:1";

    string IHttpConnectionFeature.ConnectionId { get; set; } = "0HN";

    IPAddress? IHttpConnectionFeature.RemoteIpAddress { get; set; } = IPAddress.Loopback;

    IPAddress? IHttpConnectionFeature.LocalIpAddress { get; set; } = IPAddress.Loopback;

    int IHttpConnectionFeature.RemotePort { get; set; }

    int IHttpConnectionFeature.LocalPort { get; set; }

    // Kestrel takes a lock here too.
    CancellationToken IHttpRequestLifetimeFeature.RequestAborted
    {
        get
        {
            lock (_abortGate)
            {
                return Never;
            }
        }

        set => throw new NotSupportedException();
    }

    public object? this[Type key]
    {
        get => Find(key);
        set => Put(key, value);
    }

    public TFeature? Get<TFeature>() =>
        typeof(TFeature) == typeof(IHttpRequestFeature) ? (TFeature)(object)this
        : typeof(TFeature) == typeof(IHttpResponseFeature) ? (TFeature)(object)this
        : typeof(TFeature) == typeof(IHttpResponseBodyFeature) ? (TFeature)_body
        : typeof(TFeature) == typeof(IRouteValuesFeature) ? (TFeature)(object)this
        : typeof(TFeature) == typeof(IEndpointFeature) ? (TFeature)(object)this
        : (TFeature?)Find(typeof(TFeature));

    public void Set<TFeature>(TFeature? instance) => Put(typeof(TFeature), instance);

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => _extra.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    void IHttpResponseFeature.OnStarting(Func<object, Task> callback, object state) => _starting.Push((callback, state));

    void IHttpResponseFeature.OnCompleted(Func<object, Task> callback, object state) => _completed.Push((callback, state));

    void IHttpResponseBodyFeature.DisableBuffering()
    {
        // Nothing is buffered.
    }

    Task IHttpResponseBodyFeature.StartAsync(CancellationToken cancellationToken) => StartAsync();

    Task IHttpResponseBodyFeature.SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task IHttpResponseBodyFeature.CompleteAsync() => Task.CompletedTask;

    void IHttpRequestLifetimeFeature.Abort() => throw new NotSupportedException();

    /// <summary>Begins a request.</summary>
    public void Reset(string path, Stream body)
    {
        Path = path;
        Stream = body;
        StatusCode = StatusCodes.Status200OK;
        HasStarted = false;
        ((IEndpointFeature)this).Endpoint = null;
        _routeValues?.Clear();
        _responseHeaders.Reset();
        _writer = null;
        _body = this;
        _services = _items = null;
        _activity = _metricsTags = null;
        if (_extra.Count > 0)
        {
            _extra.Clear();
        }

        Revision++;
    }

    /// <summary>Ends the response: what has not started starts, then whoever waits for the completion is told.</summary>
    public Task CompleteAsync()
    {
        if (_writer is null && _starting.Count == 0)
        {
            HasStarted = true;
            return _completed.Count == 0 ? Task.CompletedTask : FireAsync(_completed);
        }

        return EndAsync();
    }

    private async Task EndAsync()
    {
        await StartAsync();
        if (_writer is not null)
        {
            await _writer.FlushAsync();
        }

        await FireAsync(_completed);
    }

    private async Task StartAsync()
    {
        HasStarted = true;
        await FireAsync(_starting);
    }

    private static async Task FireAsync(Stack<(Func<object, Task> Callback, object State)> callbacks)
    {
        while (callbacks.TryPop(out var next))
        {
            await next.Callback(next.State);
        }
    }

    private object? Find(Type type) =>
        type == typeof(IServiceProvidersFeature) ? _services
        : type == typeof(IHttpActivityFeature) ? _activity
        : type == typeof(IHttpMetricsTagsFeature) ? _metricsTags
        : type == typeof(IItemsFeature) ? _items
        : type == typeof(IHttpResponseBodyFeature) ? _body
        : type == typeof(IHttpRequestIdentifierFeature) || type == typeof(IHttpConnectionFeature) || type == typeof(IHttpRequestLifetimeFeature)
            || type == typeof(IHttpRequestFeature) || type == typeof(IHttpResponseFeature)
            || type == typeof(IRouteValuesFeature) || type == typeof(IEndpointFeature) ? this
        : _extra.Count > 0 ? _extra.GetValueOrDefault(type)
        : null;

    private void Put(Type type, object? instance)
    {
        Revision++;
        if (type == typeof(IServiceProvidersFeature))
        {
            _services = instance;
        }
        else if (type == typeof(IHttpActivityFeature))
        {
            _activity = instance;
        }
        else if (type == typeof(IHttpMetricsTagsFeature))
        {
            _metricsTags = instance;
        }
        else if (type == typeof(IItemsFeature))
        {
            _items = instance;
        }
        else if (type == typeof(IHttpResponseBodyFeature))
        {
            _body = (IHttpResponseBodyFeature)instance!;
        }
        else if (instance is null)
        {
            _extra.Remove(type);
        }
        else
        {
            _extra[type] = instance;
        }
    }
}
