namespace HealthKit.Outbound;

/// <summary>Reads the pipeline inside a kind of message handler. Implemented by the package that knows the library.</summary>
internal interface IPipelineReader
{
    /// <summary>Why it cannot read what it recognises, with the cure; null when it can.</summary>
    string? Obstacle { get; }

    /// <summary>Whether a handler is of its kind.</summary>
    bool Recognises(HttpMessageHandler handler);

    /// <summary>The pipeline that the handler uses for this very call. Asked once for a host and handler, on a call that is under way; runs nothing through it.</summary>
    object Find(HttpMessageHandler handler, HttpRequestMessage request);

    /// <summary>The settings of a pipeline that was found before. Asked at an audit.</summary>
    PipelineSettings Read(object pipeline);
}
