using StackExchange.Redis;

namespace HealthKit.Redis.Servers;

/// <summary>Says in words why a server gave no answer, without address or secret.</summary>
internal static class Denied
{
    /// <summary>The reason a server refused a command, with the rule that would allow it.</summary>
    public static string Reason(RedisServerException exception, string user, string command)
    {
        string message = exception.Message;
        return message.Contains("NOPERM", StringComparison.Ordinal)
            ? message.Contains("key", StringComparison.OrdinalIgnoreCase) && !message.Contains("command", StringComparison.OrdinalIgnoreCase)
                ? $"The user {user} may not look at all keys. Run ACL SETUSER {user} %R~*"
                : $"The user {user} may not run {command.ToUpperInvariant()}. Run ACL SETUSER {user} +{command}"
            : message.StartsWith("LOADING", StringComparison.Ordinal)
                ? "It is still loading its data."
                : $"It refused {command.ToUpperInvariant()}.";
    }
}
