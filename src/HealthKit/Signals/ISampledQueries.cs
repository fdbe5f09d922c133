namespace HealthKit.Signals;

/// <summary>The queries of a request that is looked at, as <see cref="RequestScope.Queries"/> holds them; of other requests nobody needs to know more.</summary>
internal interface ISampledQueries
{
    /// <summary>Tells how many rows one result had.</summary>
    void AddRows(int rows);

    /// <summary>Remembers, as long as the request lasts, the text of a command that a mapper wrote, and why.</summary>
    void NoteGenerated(string text, GeneratedKind kind);
}
