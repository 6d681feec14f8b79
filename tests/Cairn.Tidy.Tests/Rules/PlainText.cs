using System.Text.RegularExpressions;

namespace Cairn.Tidy.Tests.Rules;

/// <summary>What no text file of a public project may hold: somebody's directories, and the servers that somebody installs from.</summary>
internal static partial class PlainText
{
    public const int LineLimit = 160;
    public const int FileLimit = 500;
    public const int SizeLimit = 512 * 1024;

    // Put together here, so that this file does not find itself.
    private static readonly string[] Hosts =
        ["deb.debian" + ".org", "security.debian" + ".org", "nuget" + ".org/v3", "registry.npmjs" + ".org", "proxy.golang" + ".org"];

    public static IEnumerable<string> CheckPlaces(CheckoutFile file) =>
        from line in file.Lines.Index()
        let place = Directories().Match(line.Item) is { Success: true } match ? match.Value
            : Hosts.FirstOrDefault(host => line.Item.Contains(host, StringComparison.OrdinalIgnoreCase))
        where place is not null
        select $"{file.Path}({line.Index + 1}): {place}";

    /// <summary>The numbers of the lines above the limit.</summary>
    public static IEnumerable<int> LongLines(CheckoutFile file) =>
        file.Lines.Index().Where(line => line.Item.Length > LineLimit).Select(line => line.Index + 1);

    /// <summary>The number of lines, not counting the empty rest after the last line feed.</summary>
    public static int CountLines(CheckoutFile file) => file.Lines.Length - (file.Lines is [.., ""] ? 1 : 0);

    // Not after a word or a closing bracket: there it is the middle of a longer path or of an address.
    [GeneratedRegex(@"(?<![\w.)}\]-])/(home|root|work)/")]
    private static partial Regex Directories();
}
