using Cairn.Postgres.Dump.Parallel;

namespace Cairn.Postgres.Tests.Dump.Parallel;

public sealed class ParallelArgumentsTests
{
    [Fact]
    public void Arguments_are_taken_apart_by_what_they_are_for()
    {
        (ParallelArguments? arguments, string? refusal) =
            ParallelArguments.Parse(["-Ocn", "a b", "-tx", "--exclude-table", "y", "--role=me", "--if-exists", "-v", "-d", "shop"]);
        Assert.Null(refusal);
        Assert.Equal(["--schema=a b", "--table=x", "--exclude-table=y", "--role=me"], arguments!.Archive);
        Assert.Equal(["--no-owner", "--clean", "--if-exists"], arguments.Script);
        Assert.Equal(("shop", "me", true), (arguments.Database, arguments.Role, arguments.IsClean));
    }

    [Fact]
    public void Name_without_a_dash_is_the_database() => Assert.Equal("shop", ParallelArguments.Parse(["-x", "shop"]).Arguments!.Database);

    [Theory]
    [InlineData("--inserts", "--inserts")]
    [InlineData("--secret=abc", "--secret")]
    [InlineData("-xa", "-x")]
    [InlineData("--clean=yes", "--clean")]
    [InlineData("-n", "-n")]
    [InlineData("--schema", "--schema")]
    [InlineData("--sch=a", "--sch")]
    public void Argument_that_is_not_known_is_named_without_its_value(string argument, string name) =>
        Assert.Equal($"the argument {name} is not known to it", ParallelArguments.Parse([argument]).Refusal);

    [Fact]
    public void Second_name_without_a_dash_is_refused() => Assert.NotNull(ParallelArguments.Parse(["a", "b"]).Refusal);
}
