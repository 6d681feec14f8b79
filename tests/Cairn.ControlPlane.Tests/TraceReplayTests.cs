using System.Diagnostics;
using Cairn.ControlPlane.Http;
using Cairn.Testing;

namespace Cairn.ControlPlane.Tests;

/// <summary>Holds the server against recorded answers of a real API server. The scenarios here have no difference; others are not claimed.</summary>
public sealed class TraceReplayTests
{
    private const string Token = "replay-7b0f4c1d9e2a";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Recorded_scenarios_replay_without_a_difference()
    {
        string? reference = Environment.GetEnvironmentVariable("CAIRN_REFERENCE");
        Assert.SkipWhen(string.IsNullOrEmpty(reference), "CAIRN_REFERENCE does not name a folder of reference data.");
        using TempDirectory directory = new();
        await using ControlPlaneServer server = await ControlPlaneServer.StartAsync(
            new ServerOptions { DataDirectory = directory.Path, Token = Token }, TestContext.Current.CancellationToken);
        string list = Path.Combine(AppContext.BaseDirectory, "replayed-scenarios.txt");
        (int exitCode, string output) = await RunAsync("python3", TestContext.Current.CancellationToken,
            Path.Combine(reference, "..", "tools", "replay-traces.py"), "--server", server.Address.ToString().TrimEnd('/'), "--token", Token,
            "--list", list, Path.Combine(reference, "api-traces"));
        Assert.True(exitCode == 0, output);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, CancellationToken cancellationToken, params string[] arguments)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
