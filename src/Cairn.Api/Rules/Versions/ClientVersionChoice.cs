using System.Globalization;
using System.Text.RegularExpressions;

namespace Cairn.Api.Rules.Versions;

/// <summary>
/// Which of a Function's available versions of PostgreSQL's client programs serves a server: the newest of the server's own major version
/// that is not newer than the server; else the next newer one; and when all are older, the newest there is.
/// </summary>
public static partial class ClientVersionChoice
{
    /// <summary>Version texts that are image tags of their own, whatever the list of available versions says.</summary>
    private static readonly string[] OwnTags = ["17.9-percona"];

    /// <summary>Chooses; what went wrong is in <paramref name="problem"/>, fit to be shown.</summary>
    /// <param name="server">
    /// The server's version: <c>16.4</c>, or any text that has such a number in it. A major version alone (<c>17</c>) is taken as the newest of it.
    /// </param>
    /// <param name="available">Versions to choose from, in any order; texts without a version in them are passed over.</param>
    /// <param name="choice">What was chosen, or null.</param>
    /// <param name="problem">Why nothing could be chosen, or null.</param>
    public static bool TryChoose(string? server, IEnumerable<string> available, out ClientVersion? choice, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(available);
        choice = null;
        problem = null;
        if (server is not null && OwnTags.Contains(server))
        {
            choice = new(server, IsOlderThanServer: false);
            return true;
        }

        (string Text, Version Version)[] sorted =
        [
            .. available.Select(text => (Text: text, Version: Read(text, unknownMinor: 0))).Where(item => item.Version is not null)
                .Select(item => (item.Text, item.Version!)).OrderBy(item => item.Item2).ThenBy(item => item.Text, StringComparer.Ordinal),
        ];
        Version? wanted = Read(server, unknownMinor: int.MaxValue);
        if (wanted is null || sorted.Length == 0)
        {
            problem = wanted is null
                ? $"'{server}' is not a version of PostgreSQL: write the server's version as 17.2, in the AppBinding's spec.version."
                : "The Function lists no available versions (spec.availableVersions), so no client can be chosen.";
            return false;
        }

        int below = Array.FindLastIndex(sorted, item => item.Version <= wanted);
        int chosen = below >= 0 && (sorted[below].Version.Major == wanted.Major || below == sorted.Length - 1) ? below : below + 1;
        choice = new(sorted[chosen].Text, sorted[chosen].Version.Major < wanted.Major);
        return true;
    }

    private static Version? Read(string? text, int unknownMinor)
    {
        Match match = Numbers().Match(text ?? "");
        if (!match.Success)
        {
            match = Major().Match(text ?? "");
        }

        return match.Success && TryNumber(match.Groups[1], 0, out int major) && TryNumber(match.Groups[2], unknownMinor, out int minor)
            && TryNumber(match.Groups[3], 0, out int patch) ? new Version(major, minor, patch) : null;
    }

    private static bool TryNumber(Group group, int unset, out int number)
    {
        number = unset;
        return !group.Success || int.TryParse(group.Value, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    [GeneratedRegex(@"([0-9]+)\.([0-9]+)(?:\.([0-9]+))?")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"^\s*v?([0-9]+)(?![0-9])")]
    private static partial Regex Major();
}
