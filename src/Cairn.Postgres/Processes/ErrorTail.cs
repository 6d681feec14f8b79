using System.Text;

namespace Cairn.Postgres.Processes;

/// <summary>
/// Keeps the last lines of a child's error output: at most 200 lines and 64 Ki characters, however much the child writes. Lines are
/// redacted before they are kept or handed on. Safe to read while another thread appends.
/// </summary>
internal sealed class ErrorTail(ChildProcessOptions options)
{
    private const int MaxLines = 200;
    private const int MaxChars = 64 * 1024;
    private const int MaxLineChars = 8 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<(string Raw, string Redacted)> _lines = new();
    private readonly StringBuilder _current = new();
    private int _chars;

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines.Select(l => l.Redacted)];
            }
        }
    }

    /// <summary>The same lines with secrets and all: for recognising failures, never for showing.</summary>
    public string RawText
    {
        get
        {
            lock (_lock)
            {
                return string.Join('\n', _lines.Select(l => l.Raw));
            }
        }
    }

    public void Append(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            int end = text.IndexOf('\n');
            ReadOnlySpan<char> part = end < 0 ? text : text[..end];
            _current.Append(part[..Math.Min(part.Length, MaxLineChars - _current.Length)]);
            if (end < 0)
            {
                return;
            }

            EndLine();
            text = text[(end + 1)..];
        }
    }

    /// <summary>Ends a last line that has no line feed.</summary>
    public void Complete()
    {
        if (_current.Length > 0)
        {
            EndLine();
        }
    }

    private void EndLine()
    {
        string raw = _current.ToString().TrimEnd('\r');
        string line = options.Redactor.Redact(raw);
        _current.Clear();
        lock (_lock)
        {
            _lines.Enqueue((raw, line));
            _chars += line.Length;
            while (_lines.Count > MaxLines || _chars > MaxChars)
            {
                _chars -= _lines.Dequeue().Redacted.Length;
            }
        }

        options.RawErrorLine?.Invoke(raw);
        options.ErrorLine?.Invoke(line);
    }
}
