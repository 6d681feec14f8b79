using Cairn.Postgres.Archives;

namespace Cairn.Postgres.Tests.Archives;

public sealed class CopyStatementTests
{
    [Theory]
    [InlineData("COPY public.t (a, b) FROM stdin;\n", "public.t", "a, b")]
    [InlineData("COPY public.t  FROM stdin;\n", "public.t", "")]
    [InlineData("COPY \"S \"\"x\"\"\".\"t (x) FROM stdin;\" (\"a, b\", \"c\"\")\") FROM stdin;\n",
        "\"S \"\"x\"\"\".\"t (x) FROM stdin;\"", "\"a, b\", \"c\"\")\"")]
    [InlineData("COPY t (a) FROM stdin;\n", "t", "a")]
    public void Parse_reads_names_as_tokens(string statement, string table, string columns) =>
        Assert.Equal(new CopyStatement(table, columns), CopyStatement.TryParse(statement));

    [Theory]
    [InlineData("")]
    [InlineData("COPY t (a) FROM stdin;")]
    [InlineData("COPY t (a) FROM stdin WITH (x);\n")]
    [InlineData("COPY t (a b) FROM stdin;\n")]
    [InlineData("COPY t (a, ) FROM stdin;\n")]
    [InlineData("COPY \"t (a) FROM stdin;\n")]
    [InlineData("COPY  FROM stdin;\n")]
    [InlineData("SELECT 1;\n")]
    public void Parse_of_another_form_gives_nothing(string statement) => Assert.Null(CopyStatement.TryParse(statement));
}
