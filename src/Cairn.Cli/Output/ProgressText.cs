using System.Text.Json.Nodes;
using Cairn.Restic.Blobs;

namespace Cairn.Cli.Output;

/// <summary>Puts the counters of a transfer into words.</summary>
internal sealed class ProgressText(string verb, TransferProgress progress, long? totalBytes)
{
    private const int BarWidth = 24;

    /// <summary>One line for people, without its end.</summary>
    public string ForPeople(TimeSpan elapsed)
    {
        long bytes = progress.Bytes;
        string line = $"{verb}: {Bar(bytes)}{ByteSize.Format(bytes)}, {ByteSize.FormatRate(bytes, elapsed)}, {Clock(elapsed)}";
        if (totalBytes > 0 && bytes > 0)
        {
            line += $", {Clock(elapsed * ((double)(totalBytes.Value - Math.Min(bytes, totalBytes.Value)) / bytes))} left";
        }

        long known = progress.KnownBlobs;
        return progress.NewBlobs + known == 0
            ? line
            : line + $", {ByteSize.Format(progress.BytesStored)} stored, {Percent(known, known + progress.NewBlobs)} deduplicated";
    }

    /// <summary>One object for programs, in the shape of restic's status messages.</summary>
    public JsonObject ForPrograms(TimeSpan elapsed)
    {
        JsonObject status = new()
        {
            ["message_type"] = "status",
            ["seconds_elapsed"] = (long)elapsed.TotalSeconds,
            ["bytes_done"] = progress.Bytes,
            ["bytes_per_second"] = elapsed > TimeSpan.Zero ? (long)(progress.Bytes / elapsed.TotalSeconds) : 0,
            ["bytes_stored"] = progress.BytesStored,
            ["blobs_new"] = progress.NewBlobs,
            ["blobs_known"] = progress.KnownBlobs,
        };
        if (totalBytes is { } total)
        {
            status["total_bytes"] = total;
            status["percent_done"] = total == 0 ? 1.0 : Math.Round(Math.Min(1.0, (double)progress.Bytes / total), 4);
        }

        return status;
    }

    private static string Percent(long part, long whole) => whole == 0 ? "0 %" : $"{100.0 * part / whole:0} %";

    private static string Clock(TimeSpan time) =>
        time.TotalHours >= 1 ? $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}" : $"{time.Minutes}:{time.Seconds:00}";

    private string Bar(long bytes)
    {
        if (totalBytes is not > 0)
        {
            return "";
        }

        double share = Math.Min(1.0, (double)bytes / totalBytes.Value);
        int filled = (int)(share * BarWidth);
        return $"[{new string('=', filled)}{new string(' ', BarWidth - filled)}] {100 * share:0} %, ";
    }
}
