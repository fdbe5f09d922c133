using StackExchange.Redis;

namespace HealthKit.Redis.Servers;

/// <summary>Says in words why a server gave no answer, without address or secret.</summary>
internal static class Denied
{
    /// <summary>The reason a server refused commands, with the rule that would allow them.</summary>
    public static string Reason(RedisServerException exception, string user, params ReadOnlySpan<string> commands)
    {
        string rules = string.Join(' ', commands.ToArray().Select(static command => $"+{command}"));
        return exception.Message.Contains("NOPERM", StringComparison.Ordinal)
            ? exception.Message.Contains("key", StringComparison.OrdinalIgnoreCase) && !exception.Message.Contains("command", StringComparison.OrdinalIgnoreCase)
                ? $"The user {user} may not look at all keys. Run ACL SETUSER {user} %R~*"
                : $"The user {user} may not run {string.Join(", ", commands.ToArray().Select(static command => command.ToUpperInvariant()))}. Run ACL SETUSER {user} {rules}"
            : exception.Message.StartsWith("LOADING", StringComparison.Ordinal)
                ? "It is still loading its data."
                : $"It refused {commands[0].ToUpperInvariant()}.";
    }
}
