using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Cairn.Cli.Options;
using Cairn.Cli.Output;
using Cairn.Restic;
using Cairn.Restic.Locks;
using Cairn.Restic.Operations.Pruning;
using Cairn.Restic.Retention;
using Cairn.Restic.Snapshots;

namespace Cairn.Cli.Commands.Repo;

/// <summary><c>cairn repo forget</c>: snapshots by name, or those that no keep rule wants.</summary>
internal static class ForgetCommand
{
    public static Command Create(CommandRunner runner, Option<string?> repo)
    {
        Argument<string[]> ids = new("snapshot") { Description = "Snapshots to forget, by id or the beginning of it.", Arity = ArgumentArity.ZeroOrMore };
        KeepOptions keep = new();
        SnapshotSelection selection = new();
        PruneOptionSet prune = new();
        Option<string> groupBy = new("--group-by", "-g")
        {
            Description = "Apply the keep rules to groups of snapshots with the same host, paths, tags. Empty: one group.",
            DefaultValueFactory = _ => "host,paths",
        };
        Option<bool> andPrune = new("--prune") { Description = "Free the space afterwards, as 'cairn repo prune' does." };
        Option<bool> removeAll = new("--allow-remove-all") { Description = "Allow keep rules that leave nothing of a group." };
        Command command = new("forget", "Forget snapshots: those named, or those that no keep rule wants.") { ids, groupBy, andPrune, removeAll };
        keep.AddTo(command);
        selection.AddTo(command);
        prune.AddTo(command);
        runner.SetAction(command, async (run, cancellationToken) =>
        {
            KeepPolicy policy = keep.Read(run.Parsed);
            PruneOptions pruneOptions = prune.Read(run.Parsed);
            string[] names = run.Parsed.GetValue(ids) ?? [];
            ThrowIfUnclear(names, policy);
            await using ResticRepository repository = await run.Repositories.OpenAsync(run.Parsed.GetValue(repo), cancellationToken);
            await using (RepositoryLock repositoryLock = await run.Repositories.LockAsync(repository, exclusive: false, cancellationToken))
            {
                if (names.Length > 0)
                {
                    await ForgetNamedAsync(run, repository, names, pruneOptions.DryRun, cancellationToken);
                }
                else
                {
                    SnapshotGroupBy by = ParseGroupBy(run.Parsed.GetValue(groupBy)!);
                    bool mayRemoveAll = run.Parsed.GetValue(removeAll);
                    await ForgetByRulesAsync(
                        run, repository, policy, by, selection.Read(run.Parsed), mayRemoveAll, pruneOptions.DryRun, cancellationToken);
                }
            }

            if (run.Parsed.GetValue(andPrune))
            {
                await PruneCommand.RunAsync(run, repository, pruneOptions, cancellationToken);
            }
        });
        return command;
    }

    private static void ThrowIfUnclear(string[] names, KeepPolicy policy)
    {
        if (names.Length > 0 && !policy.IsEmpty)
        {
            throw new UsageException("Give either snapshots or keep rules, not both.");
        }

        if (names.Length == 0 && policy.IsEmpty)
        {
            throw new UsageException("No keep rule was given, so every snapshot would go. Give --keep-last or another rule, or name the snapshots.");
        }
    }

    private static SnapshotGroupBy ParseGroupBy(string text)
    {
        try
        {
            return SnapshotGrouping.Parse(text);
        }
        catch (FormatException e)
        {
            throw new UsageException(e.Message);
        }
    }

    private static async Task ForgetNamedAsync(
        CommandRun run, ResticRepository repository, string[] names, bool dryRun, CancellationToken cancellationToken)
    {
        IReadOnlyList<(ResticSnapshotId Id, SnapshotFile File)> found = await repository.Snapshots.FindAllAsync(names, cancellationToken);
        if (!dryRun)
        {
            await RemoveAsync(repository, found.Select(snapshot => snapshot.Id), cancellationToken);
        }

        run.Reporter.Result(
            $"{(dryRun ? "Would forget" : "Forgot")} {found.Count} snapshot(s).",
            new JsonObject
            {
                ["message_type"] = "forgotten",
                ["dry_run"] = dryRun,
                ["removed"] = new JsonArray([.. found.Select(snapshot => (JsonNode)snapshot.Id.ToString())]),
            });
    }

    private static async Task ForgetByRulesAsync(
        CommandRun run,
        ResticRepository repository,
        KeepPolicy policy,
        SnapshotGroupBy by,
        SnapshotFilter filter,
        bool mayRemoveAll,
        bool dryRun,
        CancellationToken cancellationToken)
    {
        IEnumerable<(ResticSnapshotId Id, SnapshotFile File)> all = await repository.Snapshots.ListAsync(cancellationToken);
        DateTimeOffset now = run.Context.Time.GetUtcNow();
        List<(SnapshotGroupKey Key, IReadOnlyList<KeepDecision> Decisions)> groups =
        [
            .. SnapshotGrouping.Group(all.Where(snapshot => filter.Matches(snapshot.File)), by)
                .Select(group => (group.Key, KeepRules.Apply(group.Snapshots, policy, now))),
        ];

        // Before the first one goes, since a rule with a slip in it would have removed other groups by then.
        if (!mayRemoveAll && groups.Find(group => !group.Decisions.Any(decision => decision.Keep)) is { Key: { } emptied })
        {
            throw new UsageException($"The rules would leave no snapshot of {Name(emptied)}; nothing was forgotten. Change the rules, or allow it with "
                + "--allow-remove-all.");
        }

        IReadOnlyList<ResticSnapshotId> doomed = [.. groups.SelectMany(group => group.Decisions).Where(decision => !decision.Keep).Select(d => d.Id)];
        if (!dryRun)
        {
            await RemoveAsync(repository, doomed, cancellationToken);
        }

        run.Reporter.Result(ToText(groups, doomed.Count, dryRun), new JsonArray([.. groups.Select(ToJson)]));
    }

    private static async Task RemoveAsync(ResticRepository repository, IEnumerable<ResticSnapshotId> ids, CancellationToken cancellationToken)
    {
        foreach (ResticSnapshotId id in ids)
        {
            await repository.Snapshots.RemoveAsync(id, cancellationToken);
        }
    }

    private static string Name(SnapshotGroupKey key) => key.ToString() is { Length: > 0 } name ? name : "the repository";

    private static string ToText(List<(SnapshotGroupKey Key, IReadOnlyList<KeepDecision> Decisions)> groups, int removed, bool dryRun)
    {
        StringBuilder text = new();
        foreach ((SnapshotGroupKey key, IReadOnlyList<KeepDecision> decisions) in groups)
        {
            IReadOnlyList<IReadOnlyList<string>> rows =
            [
                .. decisions.Select(decision => (IReadOnlyList<string>)
                [
                    decision.Keep ? "keep" : "forget",
                    decision.Id.Value.ToShortString(),
                    decision.File.Time.ToString("yyyy-MM-dd HH:mm:ss zzz"),
                    string.Join(",", decision.File.Tags ?? []),
                    string.Join(", ", decision.Reasons),
                ]),
            ];
            text.AppendLine($"Snapshots of {Name(key)}:").AppendLine(Table.Format(["", "ID", "Time", "Tags", "Reasons"], rows)).AppendLine();
        }

        return text.Append($"{(dryRun ? "Would forget" : "Forgot")} {removed} of {groups.Sum(group => group.Decisions.Count)} snapshot(s).").ToString();
    }

    /// <summary>restic's own form.</summary>
    private static JsonObject ToJson((SnapshotGroupKey Key, IReadOnlyList<KeepDecision> Decisions) group) => new()
    {
        ["tags"] = ToJson(group.Key.Tags),
        ["host"] = group.Key.Host,
        ["paths"] = ToJson(group.Key.Paths),
        ["keep"] = new JsonArray([.. group.Decisions.Where(decision => decision.Keep).Select(ToJson)]),
        ["remove"] = new JsonArray([.. group.Decisions.Where(decision => !decision.Keep).Select(ToJson)]),
        ["reasons"] = new JsonArray(
        [
            .. group.Decisions.Where(decision => decision.Keep).Select(decision => new JsonObject
            {
                ["snapshot"] = ToJson(decision),
                ["matches"] = ToJson(decision.Reasons),
            }),
        ]),
    };

    private static JsonNode ToJson(KeepDecision decision)
    {
        JsonNode node = decision.File.ToJson();
        node["id"] = decision.Id.ToString();
        node["short_id"] = decision.Id.Value.ToShortString();
        return node;
    }

    private static JsonArray ToJson(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];
}
