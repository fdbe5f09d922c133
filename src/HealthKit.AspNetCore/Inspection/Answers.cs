using Microsoft.AspNetCore.Http;

namespace HealthKit.Inspection;

/// <summary>What was asked of the host's code and what it answered: asked once for all endpoints, or once for each where it looks at which one is called.</summary>
internal sealed class Answers<TQuestion, TAnswer>
    where TQuestion : notnull
    where TAnswer : class
{
    private readonly Dictionary<TQuestion, TAnswer?> _ofAll = [];
    private readonly Dictionary<(TQuestion, Endpoint), TAnswer?> _ofOne = [];

    /// <summary>Whether something was asked and not answered.</summary>
    public bool HasGaps => _ofAll.ContainsValue(null) || _ofOne.ContainsValue(null);

    /// <summary>The answer, null where there was none.</summary>
    /// <param name="question">The question.</param>
    /// <param name="endpoint">The endpoint that it is asked about.</param>
    /// <param name="ask">Asks it; says besides whether somebody looked at the endpoint.</param>
    public async Task<TAnswer?> OfAsync(TQuestion question, Endpoint endpoint, Func<Task<(TAnswer? Answer, bool LookedAtEndpoint)>> ask)
    {
        if (_ofAll.TryGetValue(question, out var known) || _ofOne.TryGetValue((question, endpoint), out known))
        {
            return known;
        }

        var (answer, looked) = await ask().ConfigureAwait(false);
        if (looked)
        {
            _ofOne[(question, endpoint)] = answer;
        }
        else
        {
            _ofAll[question] = answer;
        }

        return answer;
    }

    /// <summary>Lets what was not answered be asked again.</summary>
    public void ForgetGaps()
    {
        Forget(_ofAll);
        Forget(_ofOne);
    }

    private static void Forget<TKey>(Dictionary<TKey, TAnswer?> answers)
        where TKey : notnull
    {
        foreach (var (question, _) in answers.Where(static pair => pair.Value is null).ToList())
        {
            answers.Remove(question);
        }
    }
}
