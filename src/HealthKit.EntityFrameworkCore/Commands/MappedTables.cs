using System.Linq.Expressions;
using HealthKit.Evidence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace HealthKit.EntityFrameworkCore.Commands;

/// <summary>Reads a model's tables and the columns that query filters of their own compare.</summary>
internal static class MappedTables
{
    /// <summary>The tables of a context.</summary>
    public static IEnumerable<MappedTable> Of(Type context, IModel model)
    {
        foreach (var group in model.GetEntityTypes().Where(static entity => entity.GetTableName() is not null && !entity.IsOwned())
            .GroupBy(static entity => (Schema: entity.GetSchema(), Table: entity.GetTableName()!)))
        {
            // Types that share a table have the filter of their root.
            var columns = group.Select(static entity => entity.GetRootType()).Distinct().Select(root => Columns((IEntityType)root, StoreObjectIdentifier.Table(group.Key.Table, root.GetSchema()))).ToArray();
            yield return new MappedTable
            {
                Table = group.Key.Schema is { } schema ? $"{schema}.{group.Key.Table}" : group.Key.Table,
                InSearchPath = group.Key.Schema is null,
                Context = context.Name,
                IsOfIdentity = group.All(static entity => IsOfIdentity(entity.ClrType)),
                FilteredColumns = [.. columns.Aggregate(static (all, one) => [.. all.Intersect(one)]).Order(StringComparer.Ordinal)],
            };
        }
    }

    // IdentityUserClaim<TKey> and its like, or what a host derives from them. The users themselves are the host's.
    private static bool IsOfIdentity(Type? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.Namespace == EntityFrameworkInstruments.IdentityNamespace && type.Name.StartsWith(EntityFrameworkInstruments.PartOfUser, StringComparison.Ordinal) && type.Name.Length > EntityFrameworkInstruments.PartOfUser.Length && type.Name[EntityFrameworkInstruments.PartOfUser.Length] != '`')
            {
                return true;
            }
        }

        return false;
    }

    private static HashSet<string> Columns(IEntityType entity, StoreObjectIdentifier table)
    {
        var columns = new HashSet<string>(StringComparer.Ordinal);
        foreach (var filter in entity.GetDeclaredQueryFilters())
        {
            var collector = new PropertyCollector(filter.Expression?.Parameters[0]);
            collector.Visit(filter.Expression?.Body);
            columns.UnionWith(collector.Names.Select(name => entity.FindProperty(name)?.GetColumnName(table)).OfType<string>());
        }

        return columns;
    }

    /// <summary>The properties of the row that a filter names: row.OwnerId, or EF.Property&lt;long&gt;(row, "OwnerId").</summary>
    private sealed class PropertyCollector(ParameterExpression? row) : ExpressionVisitor
    {
        public List<string> Names { get; } = [];

        protected override Expression VisitMember(MemberExpression node)
        {
            if (IsRow(node.Expression))
            {
                Names.Add(node.Member.Name);
            }

            return base.VisitMember(node);
        }

        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            if (node.Method.DeclaringType == typeof(EF) && node.Arguments is [var of, ConstantExpression { Value: string name }] && IsRow(of))
            {
                Names.Add(name);
            }

            return base.VisitMethodCall(node);
        }

        private bool IsRow(Expression? expression) => expression switch
        {
            UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.TypeAs } cast => IsRow(cast.Operand),
            _ => expression is not null && expression == row,
        };
    }
}
