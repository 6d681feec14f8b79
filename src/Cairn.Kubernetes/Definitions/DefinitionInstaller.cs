using System.Text.Json.Nodes;
using Cairn.Api;
using Cairn.Api.Schema;
using Cairn.Kubernetes.Clients;

namespace Cairn.Kubernetes.Definitions;

/// <summary>Brings the CRDs of all of Cairn's kinds into a cluster, or up to date there.</summary>
public static class DefinitionInstaller
{
    private const string Collection = "apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    /// <summary>How long a server may take until it serves a new kind.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Installs the definitions and waits until the server serves their kinds.</summary>
    /// <param name="client">The cluster; the account has to be allowed to write CRDs.</param>
    /// <param name="comments">The descriptions of fields.</param>
    /// <param name="clock">For the limit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ClusterException">The server refused one, or does not serve it in time.</exception>
    public static async Task InstallAsync(ApiServerClient client, DocComments comments, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(clock);
        SchemaBuilder builder = new(comments);
        foreach (KindInfo kind in KindCatalog.All)
        {
            await ApplyAsync(client, kind, CrdWriter.Write(kind, builder.Build(kind)), cancellationToken);
        }

        using CancellationTokenSource limit = new(Limit, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        foreach (KindInfo kind in KindCatalog.All)
        {
            await WaitAsync(client, kind, clock, both.Token, cancellationToken);
        }
    }

    private static async Task ApplyAsync(ApiServerClient client, KindInfo kind, JsonObject definition, CancellationToken cancellationToken)
    {
        try
        {
            await client.SendJsonAsync(HttpMethod.Post, Collection, definition, cancellationToken);
        }
        catch (ClusterException error) when (error.Kind == ClusterErrorKind.AlreadyExists)
        {
            await client.SendJsonAsync(HttpMethod.Patch, $"{Collection}/{kind.CrdName}", definition, cancellationToken);
        }
    }

    private static async Task WaitAsync(
        ApiServerClient client, KindInfo kind, TimeProvider clock, CancellationToken limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await client.SendJsonAsync(HttpMethod.Get, $"apis/{kind.ApiVersion}/{kind.Plural}?limit=1", null, limit);
                return;
            }
            catch (ClusterException error) when (error.Kind == ClusterErrorKind.NotFound)
            {
                await DelayAsync(kind, clock, limit, cancellationToken);
            }
        }
    }

    private static async Task DelayAsync(KindInfo kind, TimeProvider clock, CancellationToken limit, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Pause, clock, limit);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ClusterException(
                ClusterErrorKind.Unavailable,
                $"The cluster does not serve {kind.CrdName} within {Limit.TotalSeconds:0} s: see kubectl describe crd {kind.CrdName}.");
        }
    }
}
