namespace HealthKit.Npgsql.Commands;

/// <summary>The slope of queries against rows over requests, by least squares from running sums. Not thread-safe.</summary>
internal struct RowSlope
{
    private const int RequestsNeeded = 20;

    // Whether there was a row at all says what was found, and what is found is read further: that is no loop.
    private const int FewestRows = 2;

    private long _requests;
    private double _meanRows;
    private double _meanQueries;
    private double _varied;
    private double _together;

    /// <summary>Queries for each further row; null before 20 requests with two rows or more and while their rows do not vary.</summary>
    public readonly double? Value => _requests >= RequestsNeeded && _varied > 0 ? _together / _varied : null;

    /// <summary>Adds one request (Welford's update, which stays exact where sums of squares would not).</summary>
    /// <param name="rows">Rows of its largest result; −1 where nobody counted.</param>
    /// <param name="queries">Its commands.</param>
    public void Add(int rows, int queries)
    {
        if (rows < FewestRows)
        {
            return;
        }

        _requests++;
        var apart = rows - _meanRows;
        _meanRows += apart / _requests;
        _meanQueries += (queries - _meanQueries) / _requests;
        _varied += apart * (rows - _meanRows);
        _together += apart * (queries - _meanQueries);
    }
}
