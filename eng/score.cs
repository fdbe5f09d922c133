#:property PublishAot=false
#:property IsPackable=false

// Prints the score table and the top actions of a saved report: dotnet run eng/score.cs -- report.json
using System.Globalization;
using System.Text.Json;

if (args is not [var path])
{
    Console.Error.WriteLine("Usage: dotnet run eng/score.cs -- report.json");
    return 2;
}

using var document = JsonDocument.Parse(File.ReadAllText(path));
var report = document.RootElement;
var score = report.GetProperty("score");
var service = report.GetProperty("service");
var audit = report.GetProperty("audit");

Console.WriteLine($"{Text(service, "name")} {Text(service, "version")} · team {Text(audit, "team")} · reviewer {Text(audit, "reviewer")} · {Text(audit, "date")}");
Console.WriteLine();
Console.WriteLine($"{"Section",-28} {"Score",6} {"Of",4} {"Max",4} {"%",7}");
foreach (var section in report.GetProperty("sections").EnumerateArray())
    Row($"{Text(section, "number")}. {Text(section, "name")}", section);
Row("TOTAL", score);
Console.WriteLine();
Console.WriteLine($"Band      {Text(score, "band")}");
Console.WriteLine($"Coverage  {Percent(score, "coveragePercent")} of the applicable checks are decided");
Console.WriteLine($"Strict    {Percent(score, "strictPercent")} of all {Text(score, "maximum")}");

var outcomes = report.GetProperty("checks").EnumerateArray().GroupBy(static check => Text(check, "outcome"));
Console.WriteLine($"Outcomes  {string.Join(", ", outcomes.OrderByDescending(static g => g.Count()).Select(static g => $"{g.Count()} {g.Key}"))}");
Console.WriteLine();
Console.WriteLine("Top actions");
var actions = report.GetProperty("actions").EnumerateArray().ToArray();
for (var i = 0; i < actions.Length; i++)
{
    Console.WriteLine($"  {i + 1}. {Text(actions[i], "id")}  {Text(actions[i], "why")}");
    Console.WriteLine($"     {Text(actions[i], "remedy").ReplaceLineEndings("\n     ")}");
}

if (actions.Length == 0)
    Console.WriteLine("  none");
return 0;

static void Row(string name, JsonElement row) => Console.WriteLine(
    $"{name,-28} {Text(row, "points"),6} {Text(row, "applicable"),4} {Text(row, "maximum"),4} {Percent(row, "percent"),7}");

static string Percent(JsonElement of, string name) => of.GetProperty(name) is { ValueKind: JsonValueKind.Number } value
    ? string.Create(CultureInfo.InvariantCulture, $"{value.GetDouble():0.0}%")
    : "n/a";

static string Text(JsonElement of, string name) =>
    of.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null && value.ToString() is { Length: > 0 } text ? text : "-";
