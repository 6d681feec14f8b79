using System.Globalization;
using System.Text.Json;
using Cairn.Restic.Retention;
using Cairn.Restic.Snapshots;
using Cairn.Restic.Tests.Interop;
using Cairn.Storage;
using Cairn.Testing;

namespace Cairn.Restic.Tests.Retention;

/// <summary>
/// 200 generated histories, a host each, in one repository; then policies at random, each judged by the real <c>restic forget --dry-run --json</c> for all
/// histories at once: what is kept, what is removed, and why.
/// </summary>
public sealed class KeepRulesInteropTests : IDisposable
{
    private const int Histories = 200;
    private const int Policies = 24;

    private static readonly string[] TagPool = ["daily", "manual", "pre upgrade", "ünïcode"];
    private static readonly string[] PathPool = ["/dumpfile.sql", "/a", "/b"];
    private static readonly string[] Groupings = ["host,paths", "host", "host,tags", "host,paths,tags", "", "tags"];

    private readonly TempDirectory _directory = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_real_restic_keeps_and_removes_the_same_for_the_same_reasons(int seed)
    {
        if (!ResticProgram.Installed.Contains("restic-newest"))
        {
            Assert.Skip("restic-newest is not in .tools/bin; older versions have other rules for the oldest snapshot.");
        }

        Random random = new(seed);
        IReadOnlyList<(ResticSnapshotId Id, SnapshotFile File)> snapshots = await WriteAsync(random);
        ResticProgram restic = new("restic-newest", _directory.Path);
        int compared = 0;
        for (int i = 0; i < Policies; i++)
        {
            (KeepPolicy policy, string[] options) = RandomPolicy(random);
            string grouping = Groupings[i % Groupings.Length];
            string json = await restic.RunAsync(Token, ["forget", "--no-lock", "--dry-run", "--json", "--group-by", grouping, .. options]);
            string[] expected = [.. Restics(json).Order(StringComparer.Ordinal)];
            string[] actual = [.. Ours(snapshots, policy, grouping).Order(StringComparer.Ordinal)];
            Assert.True(expected.SequenceEqual(actual), $"Seed {seed}, policy {i}: --group-by '{grouping}' {string.Join(' ', options)}\n"
                + $"only restic: {string.Join("\n  ", expected.Except(actual).Take(5))}\nonly we: {string.Join("\n  ", actual.Except(expected).Take(5))}");
            compared += actual.Length;
        }

        Assert.Equal(Policies * snapshots.Count, compared);
    }

    /// <summary>One line a snapshot: its group, its name, and why it stays, or that it goes.</summary>
    private static IEnumerable<string> Ours(IEnumerable<(ResticSnapshotId Id, SnapshotFile File)> snapshots, KeepPolicy policy, string grouping) =>
        from @group in SnapshotGrouping.Group(snapshots, SnapshotGrouping.Parse(grouping))
        from decision in KeepRules.Apply(@group.Snapshots, policy, TimeProvider.System.GetUtcNow())
        select Line(@group.Key, decision.Id.ToString(), decision.Keep ? decision.Reasons : ["removed"]);

    private static IEnumerable<string> Restics(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        foreach (JsonElement group in document.RootElement.EnumerateArray())
        {
            SnapshotGroupKey key = new(group.GetProperty("host").GetString()!, Strings(group.GetProperty("paths")), Strings(group.GetProperty("tags")));
            foreach (JsonElement reason in Elements(group.GetProperty("reasons")))
            {
                yield return Line(key, reason.GetProperty("snapshot").GetProperty("id").GetString()!, Strings(reason.GetProperty("matches")));
            }

            foreach (JsonElement removed in Elements(group.GetProperty("remove")))
            {
                yield return Line(key, removed.GetProperty("id").GetString()!, ["removed"]);
            }
        }
    }

    private static string Line(SnapshotGroupKey group, string id, IEnumerable<string> reasons) => $"[{group}] {id}: {string.Join(", ", reasons)}";

    private static JsonElement.ArrayEnumerator Elements(JsonElement array) => array.ValueKind == JsonValueKind.Null ? default : array.EnumerateArray();

    private static IReadOnlyList<string> Strings(JsonElement array) => [.. Elements(array).Select(element => element.GetString()!)];

    private static (KeepPolicy Policy, string[] Options) RandomPolicy(Random random)
    {
        List<string> options = [];
        List<IReadOnlyList<string>> tags = [];
        for (int i = random.Next(3); i > 0; i--)
        {
            string text = string.Join(',', Enumerable.Range(0, random.Next(1, 3)).Select(_ => TagPool[random.Next(TagPool.Length)]));
            text = random.Next(6) == 0 ? "" : text;
            options.AddRange(["--keep-tag", text]);
            tags.Add(KeepPolicy.ParseTags(text));
        }

        KeepPolicy policy = new()
        {
            Last = Count("last", 3),
            Hourly = Count("hourly", 12),
            Daily = Count("daily", 8),
            Weekly = Count("weekly", 6),
            Monthly = Count("monthly", 14),
            Yearly = Count("yearly", 3),
            Within = Duration("within"),
            WithinHourly = Duration("within-hourly"),
            WithinDaily = Duration("within-daily"),
            WithinWeekly = Duration("within-weekly"),
            WithinMonthly = Duration("within-monthly"),
            WithinYearly = Duration("within-yearly"),
            Tags = tags,
        };

        // A policy that may keep nothing of a group stops restic altogether.
        return policy.Counts.Any(count => count != 0) || policy.Durations.Any(duration => !duration.IsZero)
            ? (policy, [.. options])
            : (policy with { Last = 1 }, [.. options, "--keep-last", "1"]);

        int Count(string name, int most)
        {
            int count = random.Next(4) == 0 ? random.Next(1, most + 1) : random.Next(20) == 0 ? KeepPolicy.Unlimited : 0;
            options.AddRange(count == 0 ? [] : [$"--keep-{name}", count < 0 ? "unlimited" : $"{count}"]);
            return count;
        }

        KeepDuration Duration(string name)
        {
            KeepDuration duration = random.Next(6) != 0
                ? default
                : random.Next(2) == 0
                    ? new KeepDuration(0, random.Next(1, 4), 0, 0)
                    : new KeepDuration(random.Next(4) == 0 ? random.Next(3) : 0, random.Next(2) == 0 ? random.Next(14) : 0, random.Next(40), random.Next(30));
            options.AddRange(duration.IsZero ? [] : [$"--keep-{name}", duration.ToString()]);
            return duration;
        }
    }

    private async Task<IReadOnlyList<(ResticSnapshotId Id, SnapshotFile File)>> WriteAsync(Random random)
    {
        List<SnapshotFile> files = [.. Enumerable.Range(0, Histories).SelectMany(number => History(random, number))];

        // Two snapshots of the same moment would be in any order: restic's list has none.
        files = [.. files.Select((file, i) => file with { Time = file.Time.AddMicroseconds(i) })];
        IBackend backend = BackendFactory.Open(RepositoryLocation.Parse(_directory.Path), new BackendSettings(), onRetry: null, TimeProvider.System);
        await using ResticRepository repository = await ResticRepository.InitAsync(backend, TestRepository.Password, TestRepository.Settings, Token);
        await Parallel.ForEachAsync(files, Token, async (file, token) => await repository.Snapshots.SaveAsync(file, token));
        IReadOnlyList<(ResticSnapshotId Id, SnapshotFile File)> snapshots = await repository.Snapshots.ListAsync(Token);
        Assert.Equal(files.Count, snapshots.Count);
        return snapshots;
    }

    /// <summary>Snapshots of one host in a rhythm of its own, with gaps, in changing time zones; some of them claim to come from the future.</summary>
    private static IEnumerable<SnapshotFile> History(Random random, int number)
    {
        double[] rhythms = [0.2, 1, 5, 24, 24, 30, 168, 700, 9000];
        double rhythm = rhythms[random.Next(rhythms.Length)];
        DateTimeOffset start = random.Next(12) == 0 ? TimeProvider.System.GetUtcNow().AddHours(rhythm) : new DateTimeOffset(2024, 3, 1, 0, 0, 0, TimeSpan.Zero);
        // Many begin at the end of a long month: going back from there by months leads to days that are not in the calendar.
        DateTimeOffset time = random.Next(2) == 0 ? start.AddMinutes(random.Next(600_000)) : EndOfMonth(random);
        rhythm = time.Year == 2025 && random.Next(2) == 0 ? 31 : rhythm;
        TimeSpan offset = Offset(random);
        int count = random.Next(1, 30);
        for (int i = 0; i < count; i++)
        {
            offset = random.Next(7) == 0 ? Offset(random) : offset;
            IEnumerable<string> paths = PathPool.OrderBy(_ => random.Next()).Take(random.Next(5) == 0 ? 2 : 1);
            string[] tags = [.. TagPool.OrderBy(_ => random.Next()).Take(Math.Max(0, random.Next(-2, 3)))];
            yield return new SnapshotFile
            {
                Time = time.ToOffset(offset),
                Tree = Sha256Id.Hash(BitConverter.GetBytes(i)).ToString(),
                Paths = random.Next(4) == 0 ? [.. paths] : [PathPool[0]],
                Hostname = number == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"host-{number}"),
                Tags = tags.Length == 0 ? null : tags,
            };
            time = time.AddHours(-rhythm * (random.Next(8) == 0 ? random.NextDouble() * 9 : 0.5 + random.NextDouble()));
        }
    }

    private static DateTimeOffset EndOfMonth(Random random)
    {
        int[] longMonths = [3, 5, 7, 10, 12];
        return new DateTimeOffset(2025, longMonths[random.Next(longMonths.Length)], random.Next(29, 32), random.Next(24), 0, 0, TimeSpan.Zero);
    }

    private static TimeSpan Offset(Random random) => TimeSpan.FromMinutes(random.Next(4) == 0 ? random.Next(-48, 57) * 15 : 0);
}
