using System.Globalization;
using System.Reflection;
using Cairn.Postgres;
using Cairn.Restic;
using Cairn.Storage;
using Cairn.Testing;

namespace Cairn.Cli.Tests;

public sealed class ExitCodesTests
{
    /// <summary>Every failure with its code and the beginning of its message.</summary>
    public static TheoryData<Exception, int, string> Failures => new()
    {
        { new UsageException("wrong"), 2, "wrong" },
        { new OutputException(new IOException("Broken pipe")), 1, "Output: " },
        { new CheckFailedException(3), 24, "Repository: " },
        { new StatementsFailedException(3), 25, "Target database: Restored with errors: 3 " },
        { new RepositoryException(RepositoryErrorKind.NotARepository, "x"), 10, "Repository: x" },
        { new RepositoryException(RepositoryErrorKind.Locked, "x"), 11, "Repository: x" },
        { new RepositoryException(RepositoryErrorKind.LockLost, "x"), 11, "Repository: x" },
        { new RepositoryException(RepositoryErrorKind.WrongPassword, "x"), 12, "Repository: x" },
        { new RepositoryException(RepositoryErrorKind.Damaged, "x"), 24, "Repository: x" },
        { new RepositoryException(RepositoryErrorKind.InvalidRequest, "x"), 2, "Repository: x" },
        { new RepositoryException(RepositoryErrorKind.AlreadyExists, "x"), 1, "Repository: x" },
        { new RepositoryException(RepositoryErrorKind.NotFound, "x"), 1, "Repository: x" },
        { new BackendException(BackendErrorKind.OutOfSpace, "full"), 23, "Storage: full" },
        { new PostgresException(PostgresErrorKind.ConnectionRefused, PostgresSide.SourceDatabase, "Source database x: no"), 20, "Source database: x: no" },
        { new PostgresException(PostgresErrorKind.SqlFailed, PostgresSide.TargetDatabase, "x"), 21, "Target database: x" },
        { new PostgresException(PostgresErrorKind.ToolKilled, PostgresSide.Tool, "x"), 22, "PostgreSQL client: x" },
        { new PostgresException(PostgresErrorKind.InvalidConfiguration, PostgresSide.Configuration, "x"), 2, "Configuration: x" },
        { new InvalidOperationException("odd"), 70, "Fault in Cairn (InvalidOperationException): odd" },
        { new OperationCanceledException("limit"), 70, "Fault in Cairn (OperationCanceledException): limit" },
    };

    [Fact]
    public void Table_for_users_lists_every_code_and_no_other()
    {
        string page = File.ReadAllText(Path.Combine(TestTools.Checkout()!, "docs", "exit-codes.md"));
        IEnumerable<int> listed = page.Split('\n')
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length > 2 && int.TryParse(cells[1], CultureInfo.InvariantCulture, out _))
            .Select(cells => int.Parse(cells[1], CultureInfo.InvariantCulture));
        IEnumerable<int> codes = typeof(ExitCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral).Select(field => (int)field.GetRawConstantValue()!);
        Assert.Equal(codes.Order(), listed);
    }

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public void Describe_gives_the_code_and_names_the_side(Exception failure, int code, string beginning)
    {
        (int given, string message) = ExitCodes.Describe(failure, interruption: null);
        Assert.Equal(code, given);
        Assert.StartsWith(beginning, message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public void Describe_after_a_signal_blames_the_signal(Exception failure, int code, string beginning)
    {
        Assert.Equal((ExitCodes.Interrupted, "Interrupted."), ExitCodes.Describe(failure, ExitCodes.Interrupted));
        (int terminated, string message) = ExitCodes.Describe(failure, ExitCodes.Terminated);
        Assert.Equal(ExitCodes.Terminated, terminated);
        Assert.NotEqual(code, terminated);
        Assert.DoesNotContain(beginning, message, StringComparison.Ordinal);
    }
}
