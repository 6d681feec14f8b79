using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Cairn.Api.Retention;
using Cairn.Testing;

namespace Cairn.Api.Tests.Retention;

/// <summary>
/// The counts mean what they mean to restic: its <c>forget</c> is asked for the same snapshots and options. Only newer ones keep the oldest
/// snapshot of an unfilled count; Debian's 0.14 does not.
/// </summary>
public class ResticForgetTests
{
    private static readonly string[] Times =
    [
        "2024-12-30 00:10:00", "2024-12-31 23:59:59", "2025-01-01 00:00:00", "2025-01-01 00:20:00", "2025-01-05 09:00:00", "2025-01-06 09:00:00",
        "2025-02-28 11:11:11", "2025-03-30 00:30:00", "2025-03-30 02:30:00", "2025-03-31 12:00:00", "2025-03-31 12:30:00", "2025-03-31 13:00:00",
    ];

    private static readonly RetentionRules[] Policies =
    [
        Rules() with { Last = 1 },
        Rules() with { Hourly = 3 },
        Rules() with { Hourly = 100 },
        Rules() with { Daily = 4, Last = 2 },
        Rules() with { Weekly = 2 },
        Rules() with { Weekly = 6 },
        Rules() with { Monthly = 3, Hourly = 2 },
        Rules() with { Yearly = 1, Daily = 1 },
        Rules() with { Yearly = 5 },
        Rules() with { Last = 1, Hourly = 2, Daily = 3, Weekly = 4, Monthly = 5, Yearly = 6 },
    ];

    [Fact]
    public async Task Counts_keep_what_restic_forget_keeps()
    {
        Assert.SkipUnless(File.Exists(Path.Combine(TestTools.Checkout() ?? "", ".tools", "bin", "restic-newest")), "there is no .tools/bin/restic-newest");
        using TempDirectory directory = new();
        await ResticAsync(directory.Path, "init");
        foreach (string time in Times)
        {
            await ResticAsync(directory.Path, "backup", "--time", time, "--host", "h", "/dev/null");
        }

        foreach (RetentionRules rules in Policies)
        {
            JsonElement forgotten = JsonDocument.Parse(await ResticAsync(directory.Path, ["forget", "--dry-run", "--json", .. Options(rules)])).RootElement;
            Assert.Equal(Theirs(forgotten), Ours(rules));
        }
    }

    private static RetentionRules Rules() => new() { PolicyName = "p" };

    private static string Theirs(JsonElement groups) => string.Join('\n',
        groups[0].GetProperty("reasons").EnumerateArray()
            .Select(item => (
                item.GetProperty("snapshot").GetProperty("time").GetDateTimeOffset().UtcDateTime,
                string.Join(", ", item.GetProperty("matches").EnumerateArray().Select(match => match.GetString()))))
            .OrderByDescending(item => item.UtcDateTime));

    private static string Ours(RetentionRules rules)
    {
        SnapshotFacts[] snapshots = [.. Times.Select((time, i) => new SnapshotFacts
        {
            Namespace = "demo",
            Name = $"s{i}",
            Repository = "r",
            Session = "s",
            Time = DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            Phase = SnapshotPhaseFact.Succeeded,
        })];
        RetentionPlan plan = RetentionEvaluator.Evaluate(snapshots, rules, snapshots[^1].Time);
        return string.Join('\n', plan.Groups[0].Decisions.Where(item => item.IsKept)
            .Select(item => (item.Snapshot.Time.UtcDateTime, string.Join(", ", item.Reasons))));
    }

    private static string[] Options(RetentionRules rules)
    {
        (string Name, int? Count)[] counts =
        [
            ("last", rules.Last), ("hourly", rules.Hourly), ("daily", rules.Daily), ("weekly", rules.Weekly), ("monthly", rules.Monthly),
            ("yearly", rules.Yearly),
        ];
        return [.. counts.Where(item => item.Count is not null).Select(item => $"--keep-{item.Name}={item.Count}")];
    }

    private static async Task<string> ResticAsync(string repository, params string[] arguments)
    {
        ProcessStartInfo info = new(TestTools.Find("restic-newest"), ["--no-cache", "-r", repository, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment["RESTIC_PASSWORD"] = "test";
        info.Environment["TZ"] = "UTC";
        using Process process = Process.Start(info)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"restic {string.Join(' ', arguments)}: {await errors}");
        return output;
    }
}
