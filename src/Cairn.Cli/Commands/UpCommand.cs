using System.CommandLine;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Cairn.Cli.Commands.Operating;
using Cairn.ControlPlane;
using Cairn.ControlPlane.Http;
using Cairn.ControlPlane.Pods;

namespace Cairn.Cli.Commands;

/// <summary><c>cairn up</c>: the embedded control plane, until it is interrupted.</summary>
internal static class UpCommand
{
    private const int TokenBytes = 32;

    public static Command Create(CommandRunner runner)
    {
        Option<string> data = new("--data-dir") { Description = "Directory of the control plane's objects; it is made when it is not there.", Required = true };
        Option<string> listen = new("--listen")
        {
            Description = "Where to listen: HOST:PORT; port 0 takes a free one.",
            DefaultValueFactory = _ => "127.0.0.1:7080",
        };
        Option<string?> config = new("--kubeconfig") { Description = "File to write with address and token. Default: kubeconfig in the data directory." };
        Option<bool> noPods = new("--no-pods") { Description = "Run no Pods as local processes: they stay Pending." };
        Option<bool> noOperator = new("--no-operator") { Description = "Run no operator in this process, and install no CRDs." };
        Option<string?> metrics = new("--metrics-listen") { Description = "Where the operator serves /metrics and its probes: HOST:PORT. Default: nowhere." };
        Command command = new("up", "Serve a Kubernetes-style API on this machine, for kubectl and Cairn's own kinds.")
        {
            data, listen, config, noPods, noOperator, metrics,
        };
        runner.SetAction(command, async (run, cancellationToken) =>
        {
            string directory = run.Parsed.GetValue(data)!;
            if (!IPEndPoint.TryParse(run.Parsed.GetValue(listen)!, out IPEndPoint? address) || !IPAddress.IsLoopback(address.Address))
            {
                throw new UsageException("--listen has to be a loopback address and a port, such as 127.0.0.1:7080: it is for this machine.");
            }

            Directory.CreateDirectory(directory);
            string token = await ReadTokenAsync(Path.Combine(directory, "token"), cancellationToken);
            await using ControlPlaneServer server = await ControlPlaneServer.StartAsync(
                new ServerOptions
                {
                    DataDirectory = directory,
                    Listen = address,
                    Token = token,
                    UsesTls = true,
                    Pods = run.Parsed.GetValue(noPods) ? null : new RunnerOptions(),
                }, cancellationToken);
            string file = run.Parsed.GetValue(config) ?? Path.Combine(directory, "kubeconfig");
            await WritePrivateAsync(file, KubeConfig(server.Address, server.Authority!, token), cancellationToken);
            using EmbeddedOperator? embedded = run.Parsed.GetValue(noOperator) ? null : new EmbeddedOperator(file, run.Reporter.IsVerbose);
            await (embedded?.PrepareAsync(cancellationToken) ?? Task.CompletedTask);
            run.Reporter.Result($"ready: {server.Address} (KUBECONFIG={file})",
                new JsonObject { ["message_type"] = "ready", ["address"] = server.Address.ToString(), ["kubeconfig"] = file });
            await (embedded?.RunAsync(ReadAddress(run.Parsed.GetValue(metrics)), cancellationToken) ?? WaitAsync(cancellationToken));
        });
        return command;
    }

    private static IPEndPoint? ReadAddress(string? text) => text is null ? null
        : IPEndPoint.TryParse(text, out IPEndPoint? address) ? address
        : throw new UsageException("--metrics-listen has to be an address and a port, such as 127.0.0.1:8081.");

    private static async Task WaitAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = cancellationToken.Register(stopped.SetResult);
        await stopped.Task;
    }

    private static async Task<string> ReadTokenAsync(string path, CancellationToken cancellationToken)
    {
        if (File.Exists(path))
        {
            return (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
        }

        string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
        await WritePrivateAsync(path, token, cancellationToken);
        return token;
    }

    private static async Task WritePrivateAsync(string path, string text, CancellationToken cancellationToken)
    {
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using FileStream file = new(path, options);
        await file.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
    }

    private static string KubeConfig(Uri address, string authority, string token) => $"""
        apiVersion: v1
        kind: Config
        clusters:
        - name: cairn
          cluster:
            server: {address}
            certificate-authority-data: {Convert.ToBase64String(Encoding.UTF8.GetBytes(authority))}
        users:
        - name: cairn
          user:
            token: {token}
        contexts:
        - name: cairn
          context:
            cluster: cairn
            user: cairn
        current-context: cairn

        """;
}
