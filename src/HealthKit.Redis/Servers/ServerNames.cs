using System.Net;

namespace HealthKit.Redis.Servers;

/// <summary>Names the servers of one deployment without their addresses, each the same however many of them answer.</summary>
internal sealed class ServerNames(string deployment)
{
    private readonly List<EndPoint> _known = [];

    public string Of(EndPoint server)
    {
        lock (_known)
        {
            int index = _known.IndexOf(server);
            if (index < 0)
            {
                index = _known.Count;
                _known.Add(server);
            }

            return index == 0 ? deployment : FormattableString.Invariant($"{deployment} #{index + 1}");
        }
    }
}
