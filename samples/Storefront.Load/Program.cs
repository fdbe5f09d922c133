using Storefront.Load;

if (!LoadOptions.TryParse(args, out var options, out var problem))
{
    Console.Error.WriteLine(problem);
    Console.Error.WriteLine(LoadOptions.Usage);
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

using var client = new ShopClient(options.Url);
try
{
    var scenario = await Scenario.PrepareAsync(client, stop.Token);
    var driver = new Driver(options, scenario, new Progress(options.Seconds));
    var results = await driver.RunAsync(stop.Token);
    Summary.Print(results, driver.Shed, options.WarmUp);
    return results.Sum(route => route.Errors) * 2 > results.Sum(route => route.Count) ? 1 : 0;
}
catch (HttpRequestException exception)
{
    Console.Error.WriteLine($"The shop at {options.Url} does not answer as expected: {exception.Message}");
    return 1;
}
