using System.CommandLine;
using Cairn.Restic.Operations.Pruning;

namespace Cairn.Cli.Options;

/// <summary>The options of a prune, which <c>forget --prune</c> takes too.</summary>
internal sealed class PruneOptionSet
{
    private readonly Option<string?> _maxUnused = new("--max-unused")
    {
        Description = "How much unused space may stay: a share (5%), a size (200M) or 'unlimited'. Default: 5%.",
        HelpName = "limit",
    };

    private readonly Option<string?> _maxRepackSize = new("--max-repack-size")
    {
        Description = "Rewrite at most so much in this run, such as 10G. Default: no limit.",
        HelpName = "size",
    };

    private readonly Option<bool> _repackSmall = new("--repack-small") { Description = "Put packs together that are much smaller than the pack size." };

    private readonly Option<bool> _repackUncompressed = new("--repack-uncompressed") { Description = "Compress data that is stored uncompressed." };

    private readonly Option<TimeSpan> _exclusiveWait = GlobalOptions.MakeDuration(
        "--exclusive-wait", "How long the deletion waits until nobody else uses the repository. Default: 10m.", TimeSpan.FromMinutes(10));

    /// <summary>Change nothing.</summary>
    public Option<bool> DryRun { get; } = new("--dry-run", "-n") { Description = "Change nothing, and say exactly what would be done." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(DryRun);
        command.Add(_maxUnused);
        command.Add(_maxRepackSize);
        command.Add(_repackSmall);
        command.Add(_repackUncompressed);
        _exclusiveWait.Recursive = false;
        command.Add(_exclusiveWait);
    }

    /// <summary>What was given.</summary>
    public PruneOptions Read(ParseResult parsed)
    {
        UnusedLimit limit = UnusedLimit.Default;
        if (parsed.GetValue(_maxUnused) is { } unused && !UnusedLimit.TryParse(unused, out limit))
        {
            throw new UsageException($"--max-unused must be a share (5%), a size (200M) or 'unlimited', not '{unused}'.");
        }

        long repack = 0;
        if (parsed.GetValue(_maxRepackSize) is { } size && !UnusedLimit.TryParseSize(size, out repack))
        {
            throw new UsageException($"--max-repack-size must be a size such as 500M or 10G, not '{size}'.");
        }

        return new PruneOptions
        {
            MaxUnused = limit,
            MaxRepackSize = parsed.GetValue(_maxRepackSize) is null ? null : repack,
            RepackSmall = parsed.GetValue(_repackSmall),
            RepackUncompressed = parsed.GetValue(_repackUncompressed),
            DryRun = parsed.GetValue(DryRun),
            ExclusiveWait = parsed.GetValue(_exclusiveWait),
        };
    }
}
