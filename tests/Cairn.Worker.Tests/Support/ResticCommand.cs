using System.Diagnostics;

namespace Cairn.Worker.Tests.Support;

/// <summary>Runs the real restic, as another program would have it run.</summary>
internal static class ResticCommand
{
    /// <summary>Runs it on a repository and returns what it printed; a failure of restic is a failure of the test.</summary>
    public static async Task<string> RunAsync(string repository, string password, string input, CancellationToken cancellationToken, params string[] arguments)
    {
        ProcessStartInfo info = new("restic", ["--no-cache", "-r", repository, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment["RESTIC_PASSWORD"] = password;
        using Process process = Process.Start(info)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellationToken);
        Assert.True(process.ExitCode == 0, $"restic {string.Join(' ', arguments)}: {await errors}");
        return await output;
    }
}
