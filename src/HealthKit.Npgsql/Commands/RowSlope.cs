namespace HealthKit.Npgsql.Commands;

/// <summary>The slope of queries against rows over requests, by least squares from running sums. Not thread-safe.</summary>
internal struct RowSlope
{
    private const int RequestsNeeded = 20;

    private long _requests;
    private double _meanRows;
    private double _meanQueries;
    private double _varied;
    private double _together;

    /// <summary>Queries for each further row; null before 20 requests and while their rows do not vary.</summary>
    public readonly double? Value => _requests >= RequestsNeeded && _varied > 0 ? _together / _varied : null;

    /// <summary>Adds one request (Welford's update, which stays exact where sums of squares would not).</summary>
    public void Add(int rows, int queries)
    {
        _requests++;
        var apart = rows - _meanRows;
        _meanRows += apart / _requests;
        _meanQueries += (queries - _meanQueries) / _requests;
        _varied += apart * (rows - _meanRows);
        _together += apart * (queries - _meanQueries);
    }
}
