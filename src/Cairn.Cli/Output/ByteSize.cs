namespace Cairn.Cli.Output;

/// <summary>Sizes for people.</summary>
internal static class ByteSize
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>Such as <c>866.1 MiB</c>.</summary>
    public static string Format(long bytes)
    {
        double size = bytes;
        int unit = 0;
        while (size >= 1024 && unit < Units.Length - 1)
        {
            size /= 1024;
            unit++;
        }

        return unit == 0 ? $"{bytes} B" : $"{size:0.0} {Units[unit]}";
    }

    /// <summary>Such as <c>170.3 MiB/s</c>.</summary>
    public static string FormatRate(long bytes, TimeSpan time) =>
        time.TotalSeconds > 0 ? $"{Format((long)(bytes / time.TotalSeconds))}/s" : "0 B/s";
}
