using System.Text;
using HealthKit.Sql;

namespace HealthKit.Tests.Sql;

public class SqlTokenizerFuzzTests
{
    // A long run of HEALTHKIT_FUZZ_INPUTS=10000000 is done once for each change of the tokenizer or the normalizer.
    private static readonly int Inputs = int.TryParse(Environment.GetEnvironmentVariable("HEALTHKIT_FUZZ_INPUTS"), out var inputs) ? inputs : 200_000;

    // Pieces that open, close, nest and break off everything the language has.
    private static readonly string[] Pieces =
    [
        "select", " ", "\n", "'", "''", "E'", "e'\\'", "\\", "\"", "\"\"", "$", "$$", "$a$", "$1", "$a", "$é$", "/*", "*/", "--", "-", "*", "/", "@", "@@", "@p", ":", "::", ":=", ":p",
        "?", "(", ")", "[", "]", ",", ";", ".", ".5", "1", "0x", "1e", "1e+", "_", "é", "U&'", "u&\"", "B'", "N'", "x", "values", "null", "<@", "->>", "#>", "\0", "\r", "😀", "\ud800", "secret",
    ];

    [Fact]
    public void Always_ends_and_never_throws_whatever_the_text()
    {
        var random = new Random(Inputs == 200_000 ? 20_260_101 : Environment.TickCount);
        var text = new StringBuilder();
        for (var i = 0; i < Inputs; i++)
        {
            text.Clear();
            for (var pieces = random.Next(1, 24); pieces > 0; pieces--)
            {
                text.Append(Pieces[random.Next(Pieces.Length)]);
            }

            Check(text.ToString());
        }
    }

    [Fact]
    public void Always_ends_on_every_cut_of_every_kind_of_text()
    {
        const string Sql = "select E'\\'x' || $tag$ ' $tag$ || \"a\"\"b\" /* a /* b */ c */ -- d\n || U&'\\0041' || b'1' || .5e-3, @p, :q, $1, a::int[1:2] from t;";
        for (var start = 0; start < Sql.Length; start++)
        {
            for (var end = start; end <= Sql.Length; end++)
            {
                Check(Sql[start..end]);
            }
        }
    }

    [Fact]
    public void Never_lets_a_literal_into_the_text()
    {
        string[] literals = ["'{0}'", "'a''{0}'", "E'\\'{0}'", "e'{0}\\\\'", "$${0}$$", "$t$ ' $$ {0}$t$", "U&'{0}'", "b'{0}'", "N'{0}'", "77{0}".Replace("{0}", "4711", StringComparison.Ordinal)];
        string[] around = [" where a = ", ",", "(", ")", " /* ' */ ", " -- $$\n", " \"quoted\" ", " || ", "::text ", " in ", "@p", " ;"];
        var random = new Random(7);
        for (var i = 0; i < Inputs / 10; i++)
        {
            var text = new StringBuilder("select ");
            for (var pieces = random.Next(1, 8); pieces > 0; pieces--)
            {
                text.Append(around[random.Next(around.Length)]).Append(' ').AppendFormat(null, literals[random.Next(literals.Length)], "secret4711").Append(' ');
            }

            // Cut anywhere: what is unterminated lasts to the end.
            var sql = text.ToString(0, random.Next(7, text.Length + 1));
            Assert.DoesNotContain("secret", SqlNormalizer.TextOf(sql, 10_000), StringComparison.Ordinal);
            Assert.DoesNotContain("4711", SqlNormalizer.TextOf(sql, 10_000), StringComparison.Ordinal);
        }
    }

    private static void Check(string sql)
    {
        var tokens = new SqlTokenizer(sql);
        var end = 0;
        while (tokens.Read())
        {
            Assert.True(tokens.Length > 0 && tokens.Start >= end, sql);
            end = tokens.Start + tokens.Length;
        }

        Assert.True(end <= sql.Length, sql);
        var fingerprint = SqlFingerprint.Of(sql);
        Assert.Equal(fingerprint, SqlFingerprint.Of(sql));
        _ = SqlNormalizer.TextOf(sql, 10_000);
    }
}
