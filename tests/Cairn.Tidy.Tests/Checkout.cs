using System.ComponentModel;
using System.Diagnostics;
using Cairn.Tidy.Tests;

[assembly: AssemblyFixture(typeof(Checkout))]

namespace Cairn.Tidy.Tests;

/// <summary>The files of this checkout that git knows or would add, read once for all tests.</summary>
public sealed class Checkout : IAsyncLifetime
{
    private static readonly TimeSpan GitLimit = TimeSpan.FromSeconds(60);

    /// <summary>The directory that holds Cairn.slnx.</summary>
    public string Root { get; } = FindRoot();

    /// <summary>All files, by path relative to <see cref="Root"/> with forward slashes.</summary>
    public IReadOnlyList<CheckoutFile> Files { get; private set; } = [];

    /// <summary>The parsed C# files under src and tests.</summary>
    public IReadOnlyList<SourceFile> Sources { get; private set; } = [];

    /// <summary>The C# files under src.</summary>
    public IEnumerable<SourceFile> ProductSources => Sources.Where(source => source.Path.StartsWith("src/", StringComparison.Ordinal));

    /// <summary>Tells whether the file or directory exists, given its path relative to <see cref="Root"/>.</summary>
    public bool Exists(string path) => Path.Exists(Path.Combine(Root, path));

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        List<CheckoutFile> files = [];
        foreach (string path in await ListAsync(cancellationToken))
        {
            // A file that was deleted but not yet committed is still listed.
            string fullPath = Path.Combine(Root, path);
            if (File.Exists(fullPath))
            {
                byte[] content = await File.ReadAllBytesAsync(fullPath, cancellationToken);
                files.Add(CheckoutFile.Create(path, content));
            }
        }

        Files = files;
        Sources = [.. files.Where(IsSource).Select(file => SourceFile.Parse(file.Path, file.Text!))];
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static bool IsSource(CheckoutFile file) =>
        file.Text is not null && file.Path.EndsWith(".cs", StringComparison.Ordinal)
        && (file.Path.StartsWith("src/", StringComparison.Ordinal) || file.Path.StartsWith("tests/", StringComparison.Ordinal));

    private static string FindRoot()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Cairn.slnx")))
            {
                return directory.FullName;
            }
        }

        throw new DirectoryNotFoundException(
            $"No directory above {AppContext.BaseDirectory} holds Cairn.slnx; run the tests from a checkout.");
    }

    private async Task<string[]> ListAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(GitLimit);

        // The checkout may belong to another user than the one who runs the tests, as in containers.
        string[] arguments = ["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"];
        ProcessStartInfo start = new("git", arguments) { WorkingDirectory = Root, RedirectStandardOutput = true };
        try
        {
            using Process git = Process.Start(start)!;
            string output = await git.StandardOutput.ReadToEndAsync(limit.Token);
            await git.WaitForExitAsync(limit.Token);
            Assert.True(git.ExitCode == 0, $"git ls-files failed in {Root}; the tidy tests need a git checkout.");
            return [.. output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Distinct().Order(StringComparer.Ordinal)];
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException("git could not be started; install it (eng/setup.sh) and run the tests again.", e);
        }
    }
}
