using System.Globalization;
using Cairn.Api.Rules.Quantities;
using Cairn.Postgres.Progress;

namespace Cairn.Worker.Statuses;

/// <summary>How far a run is, in the texts of statuses.</summary>
internal static class ProgressTexts
{
    /// <summary>The share that is done, such as <c>41.5%</c>; null while the whole is not known.</summary>
    public static string? Percent(ProgressReport report) => report.BytesTotal is not > 0 ? null
        : string.Create(CultureInfo.InvariantCulture, $"{100.0 * Math.Min(1, (double)report.BytesDone / report.BytesTotal.Value):0.#}%");

    /// <summary>About how much there is; null while that is not known.</summary>
    public static string? Total(ProgressReport report) => report.BytesTotal is > 0 ? ByteSize.Format(report.BytesTotal.Value) : null;

    /// <summary>The mean speed since the beginning.</summary>
    public static string Speed(long bytes, TimeSpan elapsed) =>
        string.Create(CultureInfo.InvariantCulture, $"{ByteSize.Format((long)(bytes / Math.Max(0.001, elapsed.TotalSeconds)))}/s");
}
