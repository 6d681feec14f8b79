using System.Globalization;
using System.Text;

namespace Cairn.ControlPlane.Pods.Logs;

/// <summary>Copies a container's log to a client.</summary>
internal sealed class LogReader(Stream target, LogOptions options)
{
    private long _left = options.LimitBytes ?? long.MaxValue;

    /// <summary>The name of the older file of a log.</summary>
    public static string Older(string path) => path + ".1";

    /// <summary>Copies what is there, and with <see cref="LogOptions.IsFollowing"/> what comes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="live">The log while its container runs; null when it has ended.</param>
    /// <param name="cancellationToken">Ends it at any time.</param>
    public async Task CopyAsync(string path, ContainerLog? live, CancellationToken cancellationToken)
    {
        int generation = live?.Generation ?? 0;
        using FileStream? older = TryOpen(Older(path));
        FileStream? file = TryOpen(path);
        try
        {
            List<byte[]> lines = [.. await LinesAsync(older, cancellationToken), .. await LinesAsync(file, cancellationToken)];
            int first = options.TailLines is { } tail ? (int)Math.Max(0, lines.Count - tail) : 0;
            await WriteAsync(lines.Skip(first), cancellationToken);
            while (options.IsFollowing && live is not null && _left > 0)
            {
                // Both are taken before reading, so that nothing that comes meanwhile is missed.
                bool isLast = live.IsComplete;
                Task changed = live.Changed;
                await WriteAsync(await LinesAsync(file, cancellationToken), cancellationToken);
                if (file is null || live.Generation != generation)
                {
                    generation = live.Generation;
                    await CloseAsync(file);
                    file = TryOpen(path);
                    await WriteAsync(await LinesAsync(file, cancellationToken), cancellationToken);
                }

                if (isLast)
                {
                    return;
                }

                await changed.WaitAsync(cancellationToken);
            }
        }
        finally
        {
            await CloseAsync(file);
        }
    }

    private static ValueTask CloseAsync(FileStream? file) => file?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static FileStream? TryOpen(string path) =>
        File.Exists(path) ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete) : null;

    // The writer adds whole lines, so a piece without an end is one that is just being written; it is read again.
    private static async Task<List<byte[]>> LinesAsync(FileStream? file, CancellationToken cancellationToken)
    {
        List<byte[]> lines = [];
        if (file is null)
        {
            return lines;
        }

        byte[] bytes = new byte[file.Length - file.Position];
        int count = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        int start = 0;
        for (int end = Array.IndexOf(bytes, (byte)'\n', 0, count); end >= 0; end = Array.IndexOf(bytes, (byte)'\n', start, count - start))
        {
            lines.Add(bytes[start..(end + 1)]);
            start = end + 1;
        }

        file.Position -= count - start;
        return lines;
    }

    private async Task WriteAsync(IEnumerable<byte[]> lines, CancellationToken cancellationToken)
    {
        bool isWritten = false;
        foreach (byte[] line in lines)
        {
            ReadOnlyMemory<byte> text = Render(line);
            if (text.IsEmpty || _left <= 0)
            {
                continue;
            }

            text = text[..(int)Math.Min(text.Length, _left)];
            await target.WriteAsync(text, cancellationToken);
            _left -= text.Length;
            isWritten = true;
        }

        if (isWritten)
        {
            await target.FlushAsync(cancellationToken);
        }
    }

    private ReadOnlyMemory<byte> Render(byte[] line)
    {
        int time = Array.IndexOf(line, (byte)' ');
        int stream = time < 0 ? -1 : Array.IndexOf(line, (byte)' ', time + 1);
        int text = stream < 0 ? -1 : Array.IndexOf(line, (byte)' ', stream + 1);
        if (text < 0)
        {
            return default;
        }

        string stamp = Encoding.ASCII.GetString(line, 0, time);
        if (options.Since is { } since
            && DateTimeOffset.TryParse(stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at) && at < since)
        {
            return default;
        }

        // A part of a line is followed by its rest, so it ends without an end of line.
        int end = line[stream + 1] == (byte)'P' ? line.Length - 1 : line.Length;
        ReadOnlyMemory<byte> rest = line.AsMemory(text + 1, end - text - 1);
        return options.HasTimes ? Encoding.ASCII.GetBytes(stamp + " ").Concat(rest.ToArray()).ToArray() : rest;
    }
}
