using Microsoft.EntityFrameworkCore;

namespace HealthKit.EntityFrameworkCore.Tests.Commands;

/// <summary>Orders of the customer at hand, with a second filter of its own for deleted ones; their lines are reached through them.</summary>
internal sealed class FilteredShop(DbContextOptions<FilteredShop> options) : DbContext(options)
{
    public const string Deleted = "deleted";

    public const string Schema = """
        create table orders (id int primary key, customer_id int, deleted boolean not null default false, note text);
        create table lines (id int primary key, order_id int references orders, name text not null);
        create view order_report as select id, note from orders;
        insert into orders select i, 1, false, 'note' from generate_series(1, 60) i;
        insert into lines select i, i, 'line ' || i from generate_series(1, 60) i;
        """;

    public int? Customer { get; set; } = 1;

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<Line> Lines => Set<Line>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Order>(order =>
        {
            order.ToTable("orders").HasQueryFilter("owner", row => row.CustomerId == Customer).HasQueryFilter(Deleted, static row => !row.Deleted);
            order.Property(static row => row.Id).HasColumnName("id");
            order.Property(static row => row.CustomerId).HasColumnName("customer_id");
            order.Property(static row => row.Deleted).HasColumnName("deleted");
            order.Property(static row => row.Note).HasColumnName("note");
            order.HasMany(static row => row.Lines).WithOne(static line => line.Order).HasForeignKey(static line => line.OrderId);
        });
        modelBuilder.Entity<Line>(line =>
        {
            line.ToTable("lines");
            line.Property(static row => row.Id).HasColumnName("id");
            line.Property(static row => row.OrderId).HasColumnName("order_id");
            line.Property(static row => row.Name).HasColumnName("name");
        });
    }

    internal sealed class Order
    {
        public int Id { get; set; }

        public int? CustomerId { get; set; }

        public bool Deleted { get; set; }

        public string? Note { get; set; }

        public List<Line> Lines { get; } = [];
    }

    internal sealed class Line
    {
        public int Id { get; set; }

        public int OrderId { get; set; }

        public Order? Order { get; set; }

        public string Name { get; set; } = "";
    }
}
