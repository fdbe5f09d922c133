namespace HealthKit.Npgsql.Hosting;

/// <summary>What a database said to the ready check; of several servers behind one data source the last in this order counts.</summary>
internal enum DatabaseAnswer
{
    /// <summary>Nothing, or that it is not at work.</summary>
    Down,

    /// <summary>It takes no new connection, and serves those that the application has.</summary>
    Full,

    /// <summary>It answers.</summary>
    Up,
}
