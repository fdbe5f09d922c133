using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Flow;

/// <summary>Told of what a method does, once everything it could be is known.</summary>
internal interface IFlowVisitor
{
    /// <summary>The method writes.</summary>
    void Write(FieldWrite write);

    /// <summary>A method of the host's own becomes what requests are handled by.</summary>
    /// <param name="method">The method.</param>
    /// <param name="isRoute">True where the endpoint table names it once it is mapped.</param>
    void Handler(MethodModel method, bool isRoute);

    /// <summary>The text of a command is handed over.</summary>
    void Sql(SqlSite site);

    /// <summary>The method could not be followed.</summary>
    void Unreadable(MethodModel method);
}
