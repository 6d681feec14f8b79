using Cairn.Cli.Tests.Support;
using Cairn.Testing;

namespace Cairn.Cli.Tests.Commands;

public sealed class CrdCommandTests
{
    private static readonly string Checked = Path.Combine(TestTools.Checkout()!, "deploy", "crds");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_are_those_of_the_repository()
    {
        using TempDirectory directory = new();
        CommandResult result = await new TestCommandLine().RunAsync(Token, "crd", "--output", directory.Path);
        Assert.Equal(ExitCodes.Success, result.Code);
        string[] names = [.. Directory.GetFiles(Checked).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        Assert.Equal(names, Directory.GetFiles(directory.Path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        Assert.All(names, name => Assert.Equal(File.ReadAllText(Path.Combine(Checked, name)), File.ReadAllText(Path.Combine(directory.Path, name))));
    }

    [Fact]
    public async Task Without_a_directory_all_documents_go_to_the_standard_output()
    {
        CommandResult result = await new TestCommandLine().RunAsync(Token, "crd");
        Assert.Equal(15, result.Out.Split("\nkind: CustomResourceDefinition\n").Length - 1);
    }
}
