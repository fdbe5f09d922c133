using System.Collections;
using System.Reflection;
using System.Reflection.Emit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HealthKit.Logs;

/// <summary>What is searched in a logger of Serilog, and what is left alone; the real one is in <see cref="StructuredLoggingTests"/>.</summary>
public sealed class SerilogSinksTests
{
    [Fact]
    public void Leaves_dictionaries_alone_which_others_fill_meanwhile() => Assert.False(Search(new object[] { new ChangingMap() }));

    [Fact]
    public void Takes_a_list_that_changes_for_one_that_may_hold_files() => Assert.True(Search(new object[] { new ChangingList() }));

    [Fact]
    public void Finds_no_logger_where_there_is_none() => Assert.Null(SerilogSinks.WriteToFiles(new ServiceCollection().BuildServiceProvider()));

    [Fact]
    public void Looks_behind_a_factory_of_HealthKits_own()
    {
        var factory = (Provider)Activator.CreateInstance(SerilogsOwn())!;
        factory.Held = new object[] { new ChangingList() };
        using var services = new ServiceCollection().AddSingleton<ILoggerFactory>(new Forwarding(factory)).BuildServiceProvider();
        Assert.True(SerilogSinks.WriteToFiles(services));
    }

    private static bool? Search(object held)
    {
        var provider = (Provider)Activator.CreateInstance(SerilogsOwn())!;
        provider.Held = held;
        using var services = new ServiceCollection().AddSingleton<ILoggerProvider>(provider).BuildServiceProvider();
        return SerilogSinks.WriteToFiles(services);
    }

    private static Type SerilogsOwn() =>
        AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Serilog.Fakes"), AssemblyBuilderAccess.RunAndCollect)
            .DefineDynamicModule("Serilog.Fakes").DefineType("Serilog.Fakes.Own", TypeAttributes.Public, typeof(Provider)).CreateType();

    /// <summary>A provider of Serilog's, by its name alone.</summary>
    public class Provider : ILoggerProvider, ILoggerFactory
    {
        public object? Held { get; set; }

        public ILogger CreateLogger(string categoryName) => throw new NotSupportedException();

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose() => GC.SuppressFinalize(this);
    }

    private sealed class Forwarding(ILoggerFactory host) : ILoggerFactory, IForwardingLogging
    {
        public ILoggerFactory? Host => host;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }

    private sealed class ChangingMap : Hashtable
    {
        public override ICollection Values => throw new InvalidOperationException("Changed meanwhile.");
    }

    private sealed class ChangingList : ArrayList
    {
        public override IEnumerator GetEnumerator() => throw new InvalidOperationException("Changed meanwhile.");
    }
}
