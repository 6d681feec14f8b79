using System.CommandLine;
using Cairn.Restic;
using Cairn.Restic.Retention;
using Cairn.Restic.Snapshots;

namespace Cairn.Cli.Options;

/// <summary>The options <c>--host</c>, <c>--tag</c> and <c>--path</c>, by which commands select snapshots.</summary>
internal sealed class SnapshotSelection
{
    private readonly Option<string[]> _hosts = new("--host") { Description = "Only snapshots of this host. Can be repeated: any of them." };

    private readonly Option<string[]> _tags = new("--tag")
    {
        Description = "Only snapshots with all of these tags, separated by commas. Can be repeated: any of the lists.",
        HelpName = "tag,tag",
    };

    private readonly Option<string[]> _paths = new("--path") { Description = "Only snapshots of this path. Can be repeated: all of them." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_hosts);
        command.Add(_tags);
        command.Add(_paths);
    }

    /// <summary>What was selected.</summary>
    public SnapshotFilter Read(ParseResult parsed) => new()
    {
        Hosts = parsed.GetValue(_hosts) ?? [],
        Tags = [.. (parsed.GetValue(_tags) ?? []).Select(KeepPolicy.ParseTags)],
        Paths = parsed.GetValue(_paths) ?? [],
    };

    /// <summary>The snapshots that were named, or else all that were selected, oldest first.</summary>
    public async Task<IReadOnlyList<(ResticSnapshotId Id, SnapshotFile File)>> FindAsync(
        ParseResult parsed, ResticRepository repository, string[] names, CancellationToken cancellationToken)
    {
        SnapshotFilter filter = Read(parsed);
        IReadOnlyList<(ResticSnapshotId Id, SnapshotFile File)> found = names.Length > 0
            ? await repository.Snapshots.FindAllAsync(names, cancellationToken)
            : await repository.Snapshots.ListAsync(cancellationToken);
        return [.. found.Where(snapshot => names.Length > 0 || filter.Matches(snapshot.File))];
    }
}
