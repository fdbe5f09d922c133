using Microsoft.AspNetCore.Http;

namespace HealthKit.Requests;

/// <summary>The methods of RFC 9110 and PATCH; every other one is "_OTHER", so that a caller cannot invent labels.</summary>
internal static class RequestMethods
{
    public const int Count = 10;

    /// <summary>The index of CONNECT, by which HTTP/2 and HTTP/3 hand a connection over.</summary>
    public const int Connect = 8;
    public const string OtherName = "_OTHER";

    private static readonly string[] Names = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", OtherName];

    public static string NameOf(int index) => Names[index];

    public static int IndexOf(string method) => method switch
    {
        "GET" => 0,
        "HEAD" => 1,
        "POST" => 2,
        "PUT" => 3,
        "PATCH" => 4,
        "DELETE" => 5,
        "OPTIONS" => 6,
        "TRACE" => 7,
        "CONNECT" => Connect,
        _ => Canonical(method),
    };

    /// <summary>OPTIONS, TRACE, CONNECT and unknown ones: preflights and the like, which no handler of the application need have seen.</summary>
    public static bool IsAside(int index) => index > 5;

    public static Evidence.RouteKind KindOf(int index) => index switch
    {
        0 or 1 => Evidence.RouteKind.Read,
        >= 2 and <= 5 => Evidence.RouteKind.Write,
        _ => Evidence.RouteKind.Other,
    };

    // Routing matches methods whatever their case; a name that stays as it came is none of ours.
    private static int Canonical(string method)
    {
        var canonical = HttpMethods.GetCanonicalizedValue(method);
        var index = Array.IndexOf(Names, canonical);
        return index >= 0 ? index : Count - 1;
    }
}
