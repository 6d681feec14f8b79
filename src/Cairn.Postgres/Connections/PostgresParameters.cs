using System.Collections;
using System.Collections.Immutable;

namespace Cairn.Postgres.Connections;

/// <summary>
/// Connection parameters in libpq's own spelling, besides host, port, user, password and database. Immutable; two are equal when they hold
/// the same values. Building one fails with <see cref="PostgresErrorKind.InvalidConfiguration"/> when a parameter is unknown.
/// </summary>
public sealed class PostgresParameters : IEquatable<PostgresParameters>, IEnumerable<KeyValuePair<string, string>>
{
    private readonly ImmutableSortedDictionary<string, string> _values;

    private PostgresParameters(ImmutableSortedDictionary<string, string> values) => _values = values;

    /// <summary>No parameter at all.</summary>
    public static PostgresParameters None { get; } = new(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    /// <summary>The value of a parameter, or null when it is not set.</summary>
    public string? this[string keyword] => _values.GetValueOrDefault(keyword);

    /// <summary>Returns a copy with one more parameter; a null or empty value removes it.</summary>
    public PostgresParameters With(string keyword, string? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(keyword);
        if (string.IsNullOrEmpty(value))
        {
            return new PostgresParameters(_values.Remove(LibpqKeywords.Normalize(keyword, "prefer").Keyword));
        }

        (string name, string text) = LibpqKeywords.Normalize(keyword, value);
        LibpqKeywords.Check(name, text);
        return new PostgresParameters(_values.SetItem(name, PostgresServer.WithoutNul(text, name)!));
    }

    /// <inheritdoc/>
    public bool Equals(PostgresParameters? other) => other is not null && _values.SequenceEqual(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PostgresParameters);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach ((string keyword, string value) in _values)
        {
            hash.Add(keyword);
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
