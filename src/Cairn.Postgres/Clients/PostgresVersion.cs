using System.Globalization;
using System.Text.RegularExpressions;

namespace Cairn.Postgres.Clients;

/// <summary>A version of PostgreSQL. Ordered by major, then minor.</summary>
/// <param name="Major">The part that decides about compatibility: 17 in 17.4. All versions before 10 have their first number only
/// (9).</param>
/// <param name="Minor">The patch level: 4 in 17.4; 0 in a beta.</param>
public readonly partial record struct PostgresVersion(int Major, int Minor) : IComparable<PostgresVersion>
{
    private const int FirstTwoPartVersion = 100_000;

    /// <summary>Reads the server's <c>server_version_num</c>, such as 150018.</summary>
    public static PostgresVersion FromNumber(int number) => number >= FirstTwoPartVersion
        ? new PostgresVersion(number / 10_000, number % 10_000)
        : new PostgresVersion(number / 10_000, number / 100 % 100);

    /// <summary>Reads what a client program prints for <c>--version</c>, such as "pg_dump (PostgreSQL) 15.18"; null when it is something
    /// else.</summary>
    public static PostgresVersion? FromProgramOutput(string output)
    {
        Match match = ProgramVersion().Match(output);
        return match.Success
            ? new PostgresVersion(Number(match.Groups[1]), match.Groups[2].Success ? Number(match.Groups[2]) : 0)
            : null;
    }

    /// <inheritdoc/>
    public int CompareTo(PostgresVersion other) => Major != other.Major ? Major.CompareTo(other.Major) : Minor.CompareTo(other.Minor);

    /// <inheritdoc/>
    public override string ToString() => $"{Major}.{Minor}";

    /// <summary>Whether the left version is older.</summary>
    public static bool operator <(PostgresVersion left, PostgresVersion right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left version is newer.</summary>
    public static bool operator >(PostgresVersion left, PostgresVersion right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left version is older or the same.</summary>
    public static bool operator <=(PostgresVersion left, PostgresVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left version is newer or the same.</summary>
    public static bool operator >=(PostgresVersion left, PostgresVersion right) => left.CompareTo(right) >= 0;

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^pg_dump \([^)]*\) (\d{1,4})(?:\.(\d{1,4}))?")]
    private static partial Regex ProgramVersion();
}
