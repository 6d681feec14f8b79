using System.Globalization;

namespace Cairn.ControlPlane.Http;

/// <summary>The forms in which bodies are read and written.</summary>
internal static class Media
{
    /// <summary>JSON, the usual one.</summary>
    public const string Json = "application/json";

    /// <summary>YAML.</summary>
    public const string Yaml = "application/yaml";

    /// <summary>Protobuf, for built-in kinds.</summary>
    public const string Protobuf = "application/vnd.kubernetes.protobuf";

    /// <summary>All of them, as messages list them.</summary>
    public const string All = $"{Json}, {Yaml}, {Protobuf}";

    /// <summary>The clauses of an Accept header, the most wanted first; each is the media type and its parameters.</summary>
    public static IEnumerable<string[]> Clauses(string? accept) => string.IsNullOrWhiteSpace(accept)
        ? [["*/*"]]
        : accept.Split(',').Select(clause => clause.Split(';').Select(part => part.Trim()).ToArray()).OrderByDescending(Quality);

    /// <summary>The form of a failure: the first known one of the header, and JSON if there is none.</summary>
    public static string OfFailure(string? accept) => Clauses(accept).Select(parts => parts[0]).FirstOrDefault(type => type is Json or Yaml or Protobuf, Json);

    private static double Quality(string[] parts)
    {
        string? quality = Array.Find(parts, part => part.StartsWith("q=", StringComparison.Ordinal));
        return quality is not null && double.TryParse(quality.AsSpan(2), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : 1;
    }
}
