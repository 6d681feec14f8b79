using System.Xml;
using System.Xml.Linq;

namespace Cairn.Tidy.Tests.Rules;

/// <summary>Each package has a reason, written above it, and a user.</summary>
internal static class Packages
{
    /// <summary>Problems of Directory.Packages.props, given the names of all packages that projects reference.</summary>
    public static IEnumerable<string> Check(string props, IReadOnlySet<string> referenced)
    {
        foreach (XElement version in XDocument.Parse(props, LoadOptions.PreserveWhitespace).Descendants("PackageVersion"))
        {
            string name = version.Attribute("Include")!.Value;
            if (!HasReason(version, name))
            {
                yield return $"{name} has no reason: write the comment above it that says what it is for.";
            }

            if (!referenced.Contains(name))
            {
                yield return $"{name} is referenced by no project: remove it.";
            }
        }
    }

    /// <summary>The names that a project file or an imported file references, of the given kind of item.</summary>
    public static IEnumerable<string> References(string project, string item) =>
        XDocument.Parse(project).Descendants(item).Select(element => element.Attribute("Include")?.Value).OfType<string>();

    private static bool HasReason(XElement version, string name)
    {
        for (XNode? node = version.PreviousNode; node is not null; node = node.PreviousNode)
        {
            switch (node)
            {
                case XComment comment:
                    return comment.Value.Trim().Length > 0;
                // One comment may stand for packages that come as a family, such as xunit.v3.core and xunit.v3.assert.
                case XElement sibling when Family(sibling.Attribute("Include")?.Value) != Family(name):
                    return false;
                case { NodeType: XmlNodeType.Text } or XElement:
                    continue;
                default:
                    return false;
            }
        }

        return false;
    }

    private static string? Family(string? name) => name?.Split('.')[0];
}
