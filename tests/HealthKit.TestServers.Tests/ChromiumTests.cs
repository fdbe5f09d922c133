namespace HealthKit.TestServers.Tests;

public sealed class ChromiumTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Draws_a_file_and_runs_its_scripts()
    {
        var folder = Directory.CreateTempSubdirectory("healthkit-page-").FullName;
        var (page, picture) = (Path.Combine(folder, "page.html"), Path.Combine(folder, "page.png"));
        await File.WriteAllTextAsync(page, "<p id=here>before</p><script>here.textContent = 'after ' + 6 * 7</script>", Cancellation);
        try
        {
            await Chromium.ScreenshotAsync(page, picture, width: 400, height: 300, cancellationToken: Cancellation);

            Assert.Equal("PNG"u8.ToArray(), (await File.ReadAllBytesAsync(picture, Cancellation))[1..4]);
            Assert.Contains("after 42", await Chromium.DumpDomAsync(page, Cancellation), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
