using FluentValidation;
using FluentValidation.Internal;
using HealthKit.Signals;
using Microsoft.AspNetCore.Http;

namespace HealthKit.FluentValidation;

/// <summary>
/// Marks the requests in which rules run. Each validation asks the options of the process for a selector of rules, whoever calls it and however the
/// validator was made; ours asks the one that was there before, and marks the request when the first rule is chosen.
/// </summary>
internal static class RuleRuns
{
    private static readonly Lock Gate = new();
    private static Func<IValidatorSelector>? _default;

    private static ValidatorSelectorOptions Selectors => ValidatorOptions.Global.ValidatorSelectors;

    /// <summary>False where the host has put selectors of its own in place since: nothing is known then.</summary>
    public static bool IsWatched => _default is { } ours && ReferenceEquals(Selectors.DefaultValidatorSelectorFactory, ours);

    /// <summary>Begins to watch, once for the process.</summary>
    public static void Watch()
    {
        lock (Gate)
        {
            if (_default is not null)
            {
                return;
            }

            var (byDefault, byRuleSets, byMembers) = (Selectors.DefaultValidatorSelectorFactory, Selectors.RulesetValidatorSelectorFactory, Selectors.MemberNameValidatorSelectorFactory);
            Selectors.DefaultValidatorSelectorFactory = _default = () => new Marking(byDefault());
            Selectors.RulesetValidatorSelectorFactory = sets => new Marking(byRuleSets(sets));
            Selectors.MemberNameValidatorSelectorFactory = names => new Marking(byMembers(names));
        }
    }

    /// <summary>True when rules ran in the request.</summary>
    public static bool In(HttpContext context) => context.Features.Get<Marking>() is not null;

    private sealed class Marking(IValidatorSelector inner) : IValidatorSelector
    {
        private bool _done;

        public bool CanExecute(IValidationRule rule, string propertyPath, IValidationContext context)
        {
            var runs = inner.CanExecute(rule, propertyPath, context);
            if (runs && !_done)
            {
                _done = true;
                if (RequestScope.Current?.Context is HttpContext { Features: var features })
                {
                    features.Set(this);
                }
            }

            return runs;
        }
    }
}
