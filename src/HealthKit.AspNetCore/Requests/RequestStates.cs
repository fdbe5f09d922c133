using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.ObjectPool;

namespace HealthKit.Requests;

/// <summary>
/// States used again. A request that completes where it began takes the thread's own, without an interlocked operation; where requests change
/// threads the pool evens out who has too many.
/// </summary>
internal sealed class RequestStates
{
    private const int Kept = 1024;

    [ThreadStatic]
    private static RequestState? _spare;

    private readonly DefaultObjectPool<RequestState> _pool = new(new DefaultPooledObjectPolicy<RequestState>(), Kept);

    public RequestState Rent(HttpContext context, long start)
    {
        var state = _spare;
        if (state is null)
        {
            state = _pool.Get();
        }
        else
        {
            _spare = null;
        }

        state.Context = context;
        state.Start = start;
        return state;
    }

    public void Return(RequestState state)
    {
        state.Context = null;
        if (_spare is null)
        {
            _spare = state;
        }
        else
        {
            _pool.Return(state);
        }
    }
}
