using System.Net;
using System.Net.Sockets;
using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Operator.Hosting;
using Cairn.Operator.Jobs;
using Cairn.Operator.Tests.Support;
using Cairn.Testing.Clusters;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cairn.Operator.Tests.Hosting;

public sealed class OperatorHostTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_replicas_share_the_work_by_a_lease_and_serve_probes_and_metrics()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(TimeProvider.System, Ct);
        using CancellationTokenSource firstStop = new();
        using CancellationTokenSource secondStop = new();
        OperatorOptions first = Options(cluster, "first");
        OperatorOptions second = Options(cluster, "second");
        Task firstRun = OperatorHost.RunAsync(first, firstStop.Token);
        using HttpClient http = new();
        await ReadAsync(http, first, "metrics", text => text.Contains("\ncairn_leader 1\n", StringComparison.Ordinal));
        Task secondRun = OperatorHost.RunAsync(second, secondStop.Token);
        Assert.Equal("ok\n", await ReadAsync(http, second, "readyz", text => text == "ok\n"));

        BackupStorage storage = StorageScenario.Storage();
        await cluster.Client.CreateAsync(storage with { Spec = storage.Spec! with { Storage = storage.Spec.Storage! with { Provider = "s4" } } }, Ct);
        await cluster.Client.WaitAsync<BackupStorage>("default/store", item => item?.Status?.Phase == StoragePhases.NotReady, Ct);
        string page = await ReadAsync(http, second, "metrics", text => text.Contains("backupstorage_phase", StringComparison.Ordinal));
        Assert.Contains(
            "storage_kubestash_com_backupstorage_phase{namespace=\"default\",invoker_kind=\"BackupStorage\",invoker_name=\"store\",phase=\"NotReady\"} 1\n",
            page, StringComparison.Ordinal);
        Assert.Contains("\ncairn_leader 0\n", page, StringComparison.Ordinal);

        await firstStop.CancelAsync();
        await firstRun;
        await ReadAsync(http, second, "metrics", text => text.Contains("\ncairn_leader 1\n", StringComparison.Ordinal));
        await secondStop.CancelAsync();
        await secondRun;
    }

    private static OperatorOptions Options(TestCluster cluster, string identity) => new()
    {
        Client = cluster.MakeClient(),
        Jobs = new JobSettings { Image = "cairn" },
        Loggers = NullLoggerFactory.Instance,
        Version = "test",
        Identity = identity,
        Listen = new IPEndPoint(IPAddress.Loopback, FreePort()),
        Lease = new NamespacedName("default", "cairn-operator"),
    };

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<string> ReadAsync(HttpClient http, OperatorOptions options, string path, Func<string, bool> isDone)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(40));
        while (true)
        {
            try
            {
                string text = await (await http.GetAsync(new Uri($"http://{options.Listen}/{path}"), limit.Token)).Content.ReadAsStringAsync(limit.Token);
                if (isDone(text))
                {
                    return text;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
        }
    }
}
