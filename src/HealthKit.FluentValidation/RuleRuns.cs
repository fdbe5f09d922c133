using FluentValidation;
using FluentValidation.Internal;
using HealthKit.Signals;

namespace HealthKit.FluentValidation;

/// <summary>
/// Marks the requests in which rules run. Each validation asks the options of the process for a selector of rules, whoever calls it and however the
/// validator was made; ours asks the one that was there before, and marks the request when the first rule is chosen. A caller may bring a selector of
/// its own: that a validation began at all is heard from the formatter of messages that each asks for.
/// </summary>
internal static class RuleRuns
{
    private static readonly Lock Gate = new();
    private static Func<IValidatorSelector>? _default;
    private static Func<MessageFormatter>? _formatter;

    private static ValidatorSelectorOptions Selectors => ValidatorOptions.Global.ValidatorSelectors;

    /// <summary>False where the host has put factories of its own in place since: that nothing was seen tells nothing then.</summary>
    public static bool SeesAll => _default is { } ours && ReferenceEquals(Selectors.DefaultValidatorSelectorFactory, ours) && ReferenceEquals(ValidatorOptions.Global.MessageFormatterFactory, _formatter);

    /// <summary>Begins to watch, once for the process.</summary>
    public static void Watch()
    {
        lock (Gate)
        {
            if (_default is not null)
            {
                return;
            }

            var (byDefault, byRuleSets, byMembers, formatter) =
                (Selectors.DefaultValidatorSelectorFactory, Selectors.RulesetValidatorSelectorFactory, Selectors.MemberNameValidatorSelectorFactory, ValidatorOptions.Global.MessageFormatterFactory);
            Selectors.DefaultValidatorSelectorFactory = _default = () => Chosen(byDefault());
            Selectors.RulesetValidatorSelectorFactory = sets => Chosen(byRuleSets(sets));
            Selectors.MemberNameValidatorSelectorFactory = names => Chosen(byMembers(names));
            ValidatorOptions.Global.MessageFormatterFactory = _formatter = () =>
            {
                RequestScope.Current?.Note(RequestNotes.ValidationBegan);
                return formatter();
            };
        }
    }

    private static Marking Chosen(IValidatorSelector inner)
    {
        RequestScope.Current?.Note(RequestNotes.RulesChosen);
        return new Marking(inner);
    }

    private sealed class Marking(IValidatorSelector inner) : IValidatorSelector
    {
        private bool _done;

        public bool CanExecute(IValidationRule rule, string propertyPath, IValidationContext context)
        {
            var runs = inner.CanExecute(rule, propertyPath, context);
            if (runs && !_done)
            {
                _done = true;
                RequestScope.Current?.Note(RequestNotes.RulesRan);
            }

            return runs;
        }
    }
}
