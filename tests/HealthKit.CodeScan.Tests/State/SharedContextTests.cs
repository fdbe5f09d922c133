using HealthKit.CodeScan.Corpus.State;
using HealthKit.CodeScan.Hosting;
using HealthKit.CodeScan.Metadata;
using HealthKit.Evidence;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.CodeScan.Tests.State;

public sealed class SharedContextTests
{
    private const string Context = "HealthKit.CodeScan.Corpus.State.TrackingContext";
    private const string Holder = "HealthKit.CodeScan.Corpus.State.RowRepository.context";

    [Fact]
    public void Flags_a_context_that_is_registered_as_a_singleton_once_whoever_keeps_it()
    {
        var flagged = Contexts(static services => services.AddDbContext<TrackingContext>(static _ => { }, ServiceLifetime.Singleton).AddSingleton<RowRepository>());
        Assert.Equal(Context, Assert.Single(flagged).Member);
        Assert.StartsWith("context registered as singleton: its change tracker", flagged[0].Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void Flags_a_singleton_that_keeps_a_context_however_that_is_registered() =>
        Assert.Equal(Holder, Assert.Single(Contexts(static services => services.AddDbContext<TrackingContext>(static _ => { }).AddSingleton<RowRepository>())).Member);

    [Fact]
    public void Takes_a_context_of_each_request_and_one_for_each_use_for_what_they_are()
    {
        Assert.Empty(Contexts(static services => services.AddDbContext<TrackingContext>(static _ => { }).AddScoped<RowRepository>()));
        Assert.Empty(Contexts(static services => services.AddDbContextPool<TrackingContext>(static _ => { }).AddScoped<RowRepository>()));
        Assert.Empty(Contexts(static services => services.AddPooledDbContextFactory<TrackingContext>(static _ => { }).AddSingleton<RowFactory>()));
        Assert.Empty(Contexts(static services => services.AddDbContextFactory<TrackingContext>(static _ => { }).AddSingleton<RowFactory>()));
    }

    private static List<CodeSite> Contexts(Action<IServiceCollection> register)
    {
        var services = new ServiceCollection();
        register(services);
        using var image = FileImage.Open(Specimens.Path(Specimens.Release))!;
        return [.. CodeScanner.Scan([image], SingletonReader.Read(services), null, static () => { }).Single(static rule => rule.Check == "8.3").Flagged.Where(static site => site.Member is Context or Holder || site.Finding.Contains("context", StringComparison.Ordinal) && site.Member.Contains("Row", StringComparison.Ordinal))];
    }
}
