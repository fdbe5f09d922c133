using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Connections;

/// <summary>Calls that leave the process over HTTP.</summary>
internal static class HttpCalls
{
    public static bool Is(CallTarget target)
    {
        var name = target.Name;
        return target.Own is null && target.Type switch
        {
            "System.Net.Http.HttpClient" or "System.Net.Http.HttpMessageInvoker" => name.StartsWith("Send", StringComparison.Ordinal) || (name.EndsWith("Async", StringComparison.Ordinal) && (name.StartsWith("Get", StringComparison.Ordinal) || name.StartsWith("Post", StringComparison.Ordinal) || name.StartsWith("Put", StringComparison.Ordinal) || name.StartsWith("Patch", StringComparison.Ordinal) || name.StartsWith("Delete", StringComparison.Ordinal))),
            "System.Net.Http.DelegatingHandler" => name is "Send" or "SendAsync",
            "System.Net.Http.Json.HttpClientJsonExtensions" => true,
            "Grpc.Core.CallInvoker" => name.EndsWith("Call", StringComparison.Ordinal),
            "System.Net.WebRequest" or "System.Net.HttpWebRequest" => name is "GetResponse" or "GetResponseAsync",
            "System.Net.WebClient" => name.StartsWith("Download", StringComparison.Ordinal) || name.StartsWith("Upload", StringComparison.Ordinal),
            "RestSharp.RestClient" or "RestSharp.IRestClient" or "RestSharp.RestClientExtensions" => name.Contains("Async", StringComparison.Ordinal),
            "Flurl.Http.GeneratedExtensions" or "Flurl.Http.IFlurlRequest" => name.EndsWith("Async", StringComparison.Ordinal),
            _ => false,
        };
    }
}
