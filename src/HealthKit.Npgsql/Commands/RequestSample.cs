namespace HealthKit.Npgsql.Commands;

/// <summary>What one sampled request showed.</summary>
/// <param name="Commands">Round trips.</param>
/// <param name="Texts">Statements in them.</param>
/// <param name="Ticks">Time to the first responses, in units of 100 ns.</param>
/// <param name="Weight">How many requests it stands for, see <see cref="SampleWeight"/>.</param>
/// <param name="MostRows">Rows of its largest result; −1 where nobody counted.</param>
internal readonly record struct RequestSample(int Commands, int Texts, long Ticks, long Weight, int MostRows);
