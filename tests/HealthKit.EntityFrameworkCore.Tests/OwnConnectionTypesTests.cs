using System.Data.Common;
using HealthKit.Sources;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace HealthKit.EntityFrameworkCore.Tests;

/// <summary>A driver is told from what merely works with drivers, whatever its name.</summary>
public sealed class OwnConnectionTypesTests
{
    [Theory]
    [InlineData(typeof(NpgsqlConnection), true)]
    [InlineData(typeof(NpgsqlDbContextOptionsBuilderExtensions), false)]
    [InlineData(typeof(RelationalDatabaseFacadeExtensions), false)]
    [InlineData(typeof(DbConnection), false)]
    public void Knows_a_driver_by_its_connection(Type type, bool isDriver) => Assert.Equal(isDriver, OwnConnectionTypes.Has(type.Assembly));
}
