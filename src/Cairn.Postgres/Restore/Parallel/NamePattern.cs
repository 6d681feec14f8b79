using System.IO.Enumeration;

namespace Cairn.Postgres.Restore.Parallel;

/// <summary>A user's name for objects: <c>schema.name</c> or <c>name</c>, with <c>*</c> and <c>?</c>. Upper and lower case are different.</summary>
internal sealed class NamePattern
{
    private readonly string? _schema;
    private readonly string _name;

    public NamePattern(string text)
    {
        int dot = text.IndexOf('.', StringComparison.Ordinal);
        (_schema, _name) = dot < 0 ? (null, text) : (text[..dot], text[(dot + 1)..]);
        Text = text;
    }

    public string Text { get; }

    public bool Matches(string schema, string name) =>
        (_schema is null || MatchesName(_schema, schema)) && MatchesName(_name, name);

    public static bool MatchesName(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
