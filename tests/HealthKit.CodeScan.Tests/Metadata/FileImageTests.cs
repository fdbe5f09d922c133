using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Tests.Metadata;

public sealed class FileImageTests
{
    /// <summary>A deployment overwrites files under the running process; one that is mapped would take the process with it.</summary>
    [Fact]
    public void Reads_on_when_its_file_is_cut_short_and_keeps_nobody_from_it()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var path = Path.Combine(folder.FullName, "Corpus.dll");
            File.Copy(Specimens.Path(Specimens.Release), path);
            using var image = FileImage.Open(path)!;
            using (var writer = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None))
            {
                writer.SetLength(0);
            }

            Assert.Contains(image.Reader.MethodDefinitions, method => image.Body(method) is { Code.Length: > 100 });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
