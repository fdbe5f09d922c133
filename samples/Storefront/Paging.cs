namespace Storefront;

public static class Paging
{
    /// <summary>Cuts a page out of rows that were read one beyond its size.</summary>
    public static Page<T> ToPage<T>(this IReadOnlyList<T> rows, int size, Func<T, long> cursor)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(cursor);
        return rows.Count > size ? new([.. rows.Take(size)], cursor(rows[size - 1])) : new(rows, null);
    }
}
