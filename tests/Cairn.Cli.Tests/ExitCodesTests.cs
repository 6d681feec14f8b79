using System.Globalization;
using System.Reflection;
using Cairn.Postgres;
using Cairn.Restic;
using Cairn.Storage;
using Cairn.Testing;

namespace Cairn.Cli.Tests;

public sealed class ExitCodesTests
{
    [Fact]
    public void Table_for_users_lists_every_code()
    {
        string page = File.ReadAllText(Path.Combine(TestTools.Checkout()!, "docs", "exit-codes.md"));
        FieldInfo[] codes = [.. typeof(ExitCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral)];
        Assert.NotEmpty(codes);
        Assert.All(codes, code => Assert.Contains(
            $"| {((int)code.GetRawConstantValue()!).ToString(CultureInfo.InvariantCulture)} |", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Describe_names_the_side_that_failed()
    {
        Assert.Equal((ExitCodes.Storage, "Storage: full"), ExitCodes.Describe(new BackendException(BackendErrorKind.OutOfSpace, "full"), 130));
        Assert.Equal(
            (ExitCodes.Locked, "Repository: held"), ExitCodes.Describe(new RepositoryException(RepositoryErrorKind.Locked, "held"), 130));
        PostgresException refused = new(PostgresErrorKind.ConnectionRefused, PostgresSide.TargetDatabase, "Target database x: refused");
        Assert.Equal((ExitCodes.TargetDatabase, "Target database: x: refused"), ExitCodes.Describe(refused, 130));
        Assert.Equal(ExitCodes.Terminated, ExitCodes.Describe(new OperationCanceledException(), ExitCodes.Terminated).Code);
        Assert.Equal(ExitCodes.Internal, ExitCodes.Describe(new InvalidOperationException("x"), 130).Code);
    }
}
