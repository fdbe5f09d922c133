using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Flow;

/// <summary>A place where the text of a command is handed over.</summary>
/// <param name="Method">The method that its author wrote it in.</param>
/// <param name="Offset">The instruction.</param>
/// <param name="Text">What the text is.</param>
internal readonly record struct SqlSite(MethodModel Method, int Offset, Traits Text);
