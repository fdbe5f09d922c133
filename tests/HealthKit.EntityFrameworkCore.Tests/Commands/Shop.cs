using Microsoft.EntityFrameworkCore;

namespace HealthKit.EntityFrameworkCore.Tests.Commands;

internal sealed class Shop(DbContextOptions<Shop> options) : DbContext(options)
{
    public const string Schema = """
        create table orders (id int primary key, customer_id int, deleted boolean not null default false);
        create table lines (id int primary key, order_id int, name text);
        create table notes (id int primary key, customer_id int, deleted boolean not null default false);
        insert into orders select i, 1, false from generate_series(1, 60) i;
        insert into lines select i, i, 'line ' || i from generate_series(1, 60) i;
        """;

    private readonly int _customer = 1;

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<Line> Lines => Set<Line>();

    public DbSet<Note> Notes => Set<Note>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Order>(order =>
        {
            order.ToTable("orders").HasQueryFilter(row => row.CustomerId == _customer && !row.Deleted);
            order.Property(static row => row.Id).HasColumnName("id");
            order.Property(static row => row.CustomerId).HasColumnName("customer_id");
            order.Property(static row => row.Deleted).HasColumnName("deleted");
        });
        modelBuilder.Entity<Line>(line =>
        {
            line.ToTable("lines");
            line.Property(static row => row.Id).HasColumnName("id");
            line.Property(static row => row.OrderId).HasColumnName("order_id");
            line.Property(static row => row.Name).HasColumnName("name");
        });
        modelBuilder.Entity<Note>(note =>
        {
            note.ToTable("notes").HasQueryFilter(static row => !row.Deleted);
            note.Property(static row => row.Id).HasColumnName("id");
            note.Property<int>("CustomerId").HasColumnName("customer_id");
            note.Property(static row => row.Deleted).HasColumnName("deleted");
        });
    }

    internal sealed class Order
    {
        public int Id { get; set; }

        public int CustomerId { get; set; }

        public bool Deleted { get; set; }
    }

    internal sealed class Line
    {
        public int Id { get; set; }

        public int OrderId { get; set; }

        public string Name { get; set; } = "";
    }

    internal sealed class Note
    {
        public int Id { get; set; }

        public bool Deleted { get; set; }
    }
}
