using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check FeatureFlags = new()
    {
        Id = "7.8",
        Section = Section.Reliability,
        Title = "A feature can be switched off without a release",
        Threshold = "flag system in use",
        Severity = Severity.Low,
        Remedy = """
            Call AddFeatureManagement() (package Microsoft.FeatureManagement.AspNetCore), define a flag under "feature_management" in the configuration, and ask await flags.IsEnabledAsync("Checkout") of an IFeatureManager where the feature begins:
                using Microsoft.FeatureManagement;
                builder.Services.AddFeatureManagement();
            """,
        Attestable = true,
        Judge = Judge.From<FeatureFlagEvidence>(static (flags, _) =>
        {
            var evaluated = flags.Systems.Where(static system => system is { Evaluations: > 0, Flags: null or > 0 }).ToList();
            if (evaluated.Count > 0)
            {
                return Verdict.Pass(VerdictSource.Measured, $"{string.Join(", ", evaluated.Select(static system => $"{system.Name}{(system.Flags is { } known ? $" with {Units.Count(known, "flag")}" : "")} was asked at least {Units.Count(system.Evaluations!.Value, "time")}"))} in {Units.Count(flags.Requests, "request")}.", evaluated.Sum(static system => system.Evaluations));
            }

            return BlindSpotWords.First(flags.BlindSpots) is { } unseen ? Verdict.Blind(unseen)
                : flags.Systems.FirstOrDefault(static system => system is { Evaluations: null, Flags: null or > 0 }) is { } opaque ? Verdict.Blind($"{opaque.Name} is registered, and whether it is asked is not counted. {(opaque.Name == "Microsoft.FeatureManagement" ? "Add the package HealthKit.FeatureManagement and call AddHealthAudit().AddFeatureManagement()." : $"Count its evaluations through AddHealthAudit().AddFeatureFlags(\"{opaque.Name}\").")}")
                : flags.Systems.FirstOrDefault(static system => system.Flags is 0) is { } empty && flags.Systems.All(static system => system.Flags is 0) ? Verdict.Warn(VerdictSource.Inspected, $"{empty.Name} is registered, but knows no flag.", [new Offender(empty.Name, "0 flags (limit 1)")], flags.Requests)
                : flags.Systems.Count > 0 && flags.Requests < Absences.EnoughRequests ? Verdict.TooFew(VerdictSource.Measured, $"{flags.Systems[0].Name} is registered, and was not asked in {Units.Count(flags.Requests, "request")}.", $"{Units.Count(Absences.EnoughRequests - flags.Requests, "more request")} needed.", flags.Requests)
                : flags.Systems.Count > 0 ? Verdict.Warn(VerdictSource.Measured, $"{flags.Systems[0].Name} is registered, but was never asked in {Units.Count(flags.Requests, "request")}.", [new Offender(flags.Systems[0].Name, "0 evaluations (limit 1)")], flags.Requests)
                : flags.RegistrationsLookedAt == 0 ? Verdict.Blind("Nobody looked for a feature-flag system.")
                : Verdict.Fail(VerdictSource.Inspected, $"No feature-flag system among {Units.Count(flags.RegistrationsLookedAt, "service registration")}.", samples: flags.RegistrationsLookedAt).AsNotFound();
        }),
    };
}
