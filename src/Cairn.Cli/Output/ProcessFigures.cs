using System.Globalization;
using System.Text.Json.Nodes;

namespace Cairn.Cli.Output;

/// <summary>What this process has used so far, without its children.</summary>
internal static class ProcessFigures
{
    /// <summary>Adds CPU seconds and the peak of resident memory to a summary.</summary>
    public static void AddTo(JsonObject summary)
    {
        Environment.ProcessCpuUsage usage = Environment.CpuUsage;
        summary["cpuUserSeconds"] = Math.Round(usage.UserTime.TotalSeconds, 3);
        summary["cpuSystemSeconds"] = Math.Round(usage.PrivilegedTime.TotalSeconds, 3);
        summary["peakRssBytes"] = PeakRss();
    }

    private static long PeakRss()
    {
        const string Status = "/proc/self/status";
        string? line = File.Exists(Status) ? File.ReadLines(Status).FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) : null;
        return line is null ? 0 : 1024 * long.Parse(line.AsSpan(6).Trim(" \tkB"), CultureInfo.InvariantCulture);
    }
}
