using System.Globalization;
using System.Text;

namespace Cairn.ControlPlane.Pods.Logs;

/// <summary>
/// The output of one start of a container, as a file of lines <c>TIME STREAM F|P TEXT</c>, the form that container runtimes use. When it has grown
/// too large it becomes the older file, and the next is begun.
/// </summary>
internal sealed class ContainerLog(string path, long fileSize, TimeProvider clock) : IDisposable
{
    private const int LongestLine = 16 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<byte>> _open = [];
    private FileStream? _file;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether nothing will be added any more.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>How often the file became the older one.</summary>
    public int Generation { get; private set; }

    /// <summary>Ends when something was added, or the log is complete. To be taken before the file is read.</summary>
    public Task Changed
    {
        get
        {
            lock (_gate)
            {
                return IsComplete ? Task.CompletedTask : _changed.Task;
            }
        }
    }

    /// <summary>Adds output of a stream. Text after the last end of line waits for its end.</summary>
    public void Append(string stream, ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            if (IsComplete)
            {
                return;
            }

            if (!_open.TryGetValue(stream, out List<byte>? line))
            {
                line = [];
                _open[stream] = line;
            }

            if (bytes.IsEmpty)
            {
                Flush(stream, line);
            }

            foreach (byte value in bytes.Span)
            {
                Add(stream, line, value);
            }

            Publish();
        }
    }

    /// <summary>Writes what waits for its end of line, and closes the log.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (IsComplete)
            {
                return;
            }

            foreach ((string stream, List<byte> line) in _open)
            {
                Flush(stream, line);
            }

            _file?.Dispose();
            _file = null;
            IsComplete = true;
            _changed.TrySetResult();
        }
    }

    private void Add(string stream, List<byte> line, byte value)
    {
        if (value == (byte)'\n')
        {
            Write(stream, line, isWhole: true);
            return;
        }

        line.Add(value);
        if (line.Count >= LongestLine)
        {
            Write(stream, line, isWhole: false);
        }
    }

    private void Flush(string stream, List<byte> line)
    {
        if (line.Count > 0)
        {
            Write(stream, line, isWhole: false);
        }
    }

    private void Write(string stream, List<byte> line, bool isWhole)
    {
        FileStream file = Open();
        string time = clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture);
        file.Write(Encoding.ASCII.GetBytes($"{time} {stream} {(isWhole ? 'F' : 'P')} "));
        file.Write(line.ToArray());
        file.WriteByte((byte)'\n');
        line.Clear();
    }

    private FileStream Open()
    {
        if (_file is not null && _file.Length >= fileSize)
        {
            _file.Dispose();
            _file = null;
            File.Move(path, LogReader.Older(path), overwrite: true);
            Generation++;
        }

        return _file ??= new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
    }

    private void Publish()
    {
        _file?.Flush();
        TaskCompletionSource changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.TrySetResult();
    }
}
