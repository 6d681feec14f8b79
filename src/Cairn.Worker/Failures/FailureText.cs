using System.Text.RegularExpressions;
using Cairn.Kubernetes.Clients;
using Cairn.Layout.Metadata;
using Cairn.Postgres;
using Cairn.Restic;
using Cairn.Storage;

namespace Cairn.Worker.Failures;

/// <summary>Failures in the words that statuses and the command line show. Each begins with the side that failed.</summary>
public static partial class FailureText
{
    /// <summary>The sentence for a failure, or null when it is none that a run expects: a fault in Cairn.</summary>
    public static string? Describe(Exception failure) => failure switch
    {
        RunException e => $"Configuration: {e.Message}",
        RepositoryException e => $"Repository: {e.Message}",
        BackendException e => $"Storage: {e.Message}",
        MetadataException e => $"Storage: {e.Message}",
        PostgresException e => $"{NameOf(e.Side)}: {WithoutSide(e.Message)}",
        RunStoppedException e => $"Cluster: {e.Message}",
        PartlyStoredException e => e.Message,
        ClusterException e => $"Cluster: {ClusterPrefix().Replace(e.Message, "")}",
        _ => null,
    };

    /// <summary>The sentence for any failure.</summary>
    public static string Of(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return Describe(failure) ?? $"Fault in Cairn ({failure.GetType().Name}): {failure.Message} Please report it, with the Job's log.";
    }

    private static string NameOf(PostgresSide side) => side switch
    {
        PostgresSide.SourceDatabase => "Source database",
        PostgresSide.TargetDatabase => "Target database",
        PostgresSide.Tool => "PostgreSQL client",
        _ => "Configuration",
    };

    /// <summary>Some messages of Cairn.Postgres begin with the side already.</summary>
    private static string WithoutSide(string message) => SidePrefix().Replace(message, "");

    [GeneratedRegex("^(Source|Target) database:? ")]
    private static partial Regex SidePrefix();

    [GeneratedRegex("^Cluster: ")]
    private static partial Regex ClusterPrefix();
}
