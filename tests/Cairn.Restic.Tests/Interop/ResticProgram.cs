using System.Diagnostics;
using System.Security.Cryptography;
using Cairn.Testing;

namespace Cairn.Restic.Tests.Interop;

/// <summary>Runs the real restic on a repository directory.</summary>
internal sealed class ResticProgram(string program, string repository)
{
    private static readonly string[] Known = ["restic", "restic-newest"];

    /// <summary>The restics that are there: Debian's, and the newest one where setup could get it.</summary>
    public static IEnumerable<string> Installed =>
        Known.Where(name => name == "restic" || File.Exists(Path.Combine(TestTools.Checkout() ?? "", ".tools", "bin", name)));

    /// <summary>The password it is given. Default: that of the test repositories.</summary>
    public string Password { get; init; } = TestRepository.Password;

    /// <summary>Further variables of its environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Runs it and returns its exit code and all that it printed.</summary>
    public async Task<(int Code, string Words)> TryRunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        using Process process = Start(arguments, redirectInput: false);
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, output + await errors);
    }

    /// <summary>Runs it and returns what it printed; a failure of restic is a failure of the test.</summary>
    public async Task<string> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        using Process process = Start(arguments, redirectInput: false);
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        Assert.True(process.ExitCode == 0, $"restic {string.Join(' ', arguments)}: {await errors}");
        return output;
    }

    /// <summary>Backs up a stream.</summary>
    public async Task BackUpAsync(Stream source, CancellationToken cancellationToken, params string[] arguments)
    {
        using Process process = Start(["backup", "--stdin", "--stdin-filename", "dumpfile.sql", .. arguments], redirectInput: true);
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        await source.CopyToAsync(process.StandardInput.BaseStream, cancellationToken);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellationToken);
        Assert.True(process.ExitCode == 0, $"restic backup: {await errors} {await output}");
    }

    /// <summary>The SHA-256 of the file in the latest snapshot.</summary>
    public async Task<string> HashOfDumpAsync(CancellationToken cancellationToken)
    {
        using Process process = Start(["dump", "latest", "dumpfile.sql"], redirectInput: false);
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
        byte[] hash = await SHA256.HashDataAsync(process.StandardOutput.BaseStream, cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        Assert.True(process.ExitCode == 0, $"restic dump: {await errors}");
        return Convert.ToHexStringLower(hash);
    }

    private Process Start(IReadOnlyList<string> arguments, bool redirectInput)
    {
        ProcessStartInfo info = new(TestTools.Find(program), ["--no-cache", "-r", repository, .. arguments])
        {
            RedirectStandardInput = redirectInput,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment["RESTIC_PASSWORD"] = Password;

        // A time whose offset happens to be the machine's is taken by Go to be in the machine's time zone, with its summer time.
        info.Environment["TZ"] = "UTC";
        foreach ((string name, string value) in Environment)
        {
            info.Environment[name] = value;
        }

        return Process.Start(info)!;
    }
}
