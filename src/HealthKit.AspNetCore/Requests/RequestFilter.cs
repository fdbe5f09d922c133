using HealthKit.Pipeline;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace HealthKit.Requests;

/// <summary>Puts the recorder before everything else in the pipeline, wherever the host registers what.</summary>
internal sealed class RequestFilter(RequestRecorder recorder, PipelineCapture pipeline) : IStartupFilter
{
    // Not async: an async frame would cost 120 bytes and could see nothing that the completion does not.
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(inner =>
        {
            pipeline.Capture(inner);
            return context =>
            {
                recorder.Begin(context);
                return inner(context);
            };
        });
        next(app);
    };
}
