using System.Text.RegularExpressions;

namespace Cairn.Postgres.Restore;

/// <summary>Counts the SQL errors among psql's messages, which look like <c>psql:&lt;stdin&gt;:12: ERROR:  …</c>.</summary>
internal sealed partial class ScriptErrors
{
    private long _count;

    public long Count => Interlocked.Read(ref _count);

    public void Add(string line)
    {
        if (ScriptError().IsMatch(line))
        {
            Interlocked.Increment(ref _count);
        }
    }

    [GeneratedRegex(@"^psql:<stdin>:\d+: (?:ERROR|FATAL|PANIC|error):")]
    private static partial Regex ScriptError();
}
