using System.Text.Json.Nodes;
using Cairn.Postgres.Progress;
using Cairn.Restic.Blobs;

namespace Cairn.Cli.Output;

/// <summary>Puts the counters of a transfer into words.</summary>
internal sealed class ProgressText(string verb, TransferProgress progress, long? totalBytes, WorkProgress? work = null)
{
    private const int BarWidth = 24;

    /// <summary>One line for people, without its end.</summary>
    public string ForPeople(TimeSpan elapsed)
    {
        ProgressReport? report = work?.Report();
        long bytes = report?.BytesDone ?? progress.Bytes;
        string rate = report is null ? ByteSize.FormatRate(bytes, elapsed) : $"{ByteSize.Format(report.BytesPerSecond)}/s";
        string line = $"{verb}: {Bar(bytes, report?.BytesTotal ?? totalBytes)}{ByteSize.Format(bytes)}, {rate}, {Clock(elapsed)}";
        TimeSpan? left = report is not null ? report.Remaining
            : totalBytes > 0 && bytes > 0 ? elapsed * ((double)(totalBytes.Value - Math.Min(bytes, totalBytes.Value)) / bytes)
            : null;
        line += left is null ? "" : $", {Clock(left.Value)} left";
        line += report is null or { TablesTotal: 0 } ? "" : $", {report.TablesDone} of {report.TablesTotal} tables";
        line += report is null or { Step: "" } ? "" : $", {report.Step}";

        long known = progress.KnownBlobs;
        return progress.NewBlobs + known == 0
            ? line
            : line + $", {ByteSize.Format(progress.BytesStored)} stored, {Percent(known, known + progress.NewBlobs)} deduplicated";
    }

    /// <summary>One object for programs, in the shape of restic's status messages.</summary>
    public JsonObject ForPrograms(TimeSpan elapsed)
    {
        ProgressReport? report = work?.Report();
        JsonObject status = new()
        {
            ["message_type"] = "status",
            ["seconds_elapsed"] = (long)elapsed.TotalSeconds,
            ["bytes_done"] = report?.BytesDone ?? progress.Bytes,
            ["bytes_per_second"] = report?.BytesPerSecond ?? (elapsed > TimeSpan.Zero ? (long)(progress.Bytes / elapsed.TotalSeconds) : 0),
            ["bytes_stored"] = progress.BytesStored,
            ["blobs_new"] = progress.NewBlobs,
            ["blobs_known"] = progress.KnownBlobs,
        };
        if ((report?.BytesTotal ?? totalBytes) is { } total)
        {
            status["total_bytes"] = total;
            status["percent_done"] = total == 0 ? 1.0 : Math.Round(Math.Min(1.0, (double)(report?.BytesDone ?? progress.Bytes) / total), 4);
        }

        if (report is not null)
        {
            status["step"] = report.Step;
            status["tables_done"] = report.TablesDone;
            status["total_tables"] = report.TablesTotal;
            status["seconds_remaining"] = report.Remaining is { } remaining ? (long)remaining.TotalSeconds : null;
        }

        return status;
    }

    private static string Percent(long part, long whole) => whole == 0 ? "0 %" : $"{100.0 * part / whole:0} %";

    private static string Clock(TimeSpan time) =>
        time.TotalHours >= 1 ? $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}" : $"{time.Minutes}:{time.Seconds:00}";

    private static string Bar(long bytes, long? total)
    {
        if (total is not > 0)
        {
            return "";
        }

        double share = Math.Min(1.0, (double)bytes / total.Value);
        int filled = (int)(share * BarWidth);
        return $"[{new string('=', filled)}{new string(' ', BarWidth - filled)}] {100 * share:0} %, ";
    }
}
