using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Cairn.Api.Schema;

/// <summary>
/// The summaries of this project's types and properties, from the documentation file that the compiler writes. They are the
/// descriptions in CRDs and in the API reference, so that a field is described in one place only.
/// </summary>
public sealed partial class DocComments
{
    private readonly Dictionary<string, string> _summaries = [];

    private DocComments()
    {
    }

    /// <summary>No comments: descriptions are left out.</summary>
    public static DocComments None { get; } = new();

    /// <summary>Reads the documentation file (Cairn.Api.xml).</summary>
    /// <exception cref="System.Xml.XmlException">It is not one.</exception>
    public static DocComments Load(Stream file)
    {
        DocComments comments = new();
        foreach (XElement member in XDocument.Load(file).Descendants("member"))
        {
            if (member.Element("summary") is { } summary && member.Attribute("name") is { } name)
            {
                comments._summaries[name.Value] = Text(summary);
            }
        }

        return comments;
    }

    /// <summary>The summary of a type, or null.</summary>
    public string? Summary(Type type) => _summaries.GetValueOrDefault($"T:{type.FullName}");

    /// <summary>The summary of a property or constant, or null.</summary>
    public string? Summary(Type type, string member) =>
        _summaries.GetValueOrDefault($"P:{type.FullName}.{member}") ?? _summaries.GetValueOrDefault($"F:{type.FullName}.{member}");

    private static string Text(XElement summary)
    {
        IEnumerable<string> parts = summary.Nodes().Select(node => node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "see" } see => (see.Attribute("cref")?.Value ?? "").Split('.')[^1],
            XElement element => element.Value,
            _ => "",
        });
        return Blanks().Replace(string.Concat(parts), " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
