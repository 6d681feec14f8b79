using System.Text.RegularExpressions;
using Cairn.ControlPlane.Errors;

namespace Cairn.ControlPlane.Objects;

/// <summary>The rules of names, labels and annotations, with the API's sentences about them.</summary>
internal static partial class NameRules
{
    private const string SubdomainPattern = @"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
    private const string LabelPattern = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private const string KeyPattern = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

    private const string SubdomainSentence = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start "
        + $"and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '{SubdomainPattern}')";

    private const string LabelSentence = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an "
        + $"alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '{LabelPattern}')";

    private const string KeySentence = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
        + $"character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '{KeyPattern}')";

    private const string ValueSentence = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end "
        + $"with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '({KeyPattern})?')";

    /// <summary>What is wrong with the name of an object: a DNS subdomain.</summary>
    public static IEnumerable<string> Subdomain(string name) => Check(name, 253, SubdomainShape(), SubdomainSentence, "characters");

    /// <summary>What is wrong with the name of a namespace: a DNS label.</summary>
    public static IEnumerable<string> Label(string name) => Check(name, 63, LabelShape(), LabelSentence);

    /// <summary>What is wrong with the labels of an object.</summary>
    public static IEnumerable<FieldError> Labels(IReadOnlyDictionary<string, string> labels, string field)
    {
        foreach ((string key, string value) in labels)
        {
            foreach (string problem in QualifiedName(key))
            {
                yield return FieldError.Invalid(field, FieldError.Quote(key), problem);
            }

            foreach (string problem in LabelValue(value))
            {
                yield return FieldError.Invalid(field, FieldError.Quote(value), problem);
            }
        }
    }

    /// <summary>What is wrong with the value of a label.</summary>
    public static IEnumerable<string> LabelValue(string value) => Check(value, 63, ValueShape(), ValueSentence);

    /// <summary>What is wrong with a name that may have a domain before a slash.</summary>
    public static IEnumerable<string> QualifiedName(string key)
    {
        string[] parts = key.Split('/');
        if (parts.Length > 2)
        {
            return ["a valid label key must consist of a name part with an optional DNS subdomain prefix and '/'"];
        }

        IEnumerable<string> problems = parts[^1].Length == 0 ? ["name part must be non-empty", KeySentence]
            : parts[^1].Length > 63 ? ["name part must be no more than 63 bytes"]
            : KeyShape().IsMatch(parts[^1]) ? [] : [KeySentence];
        return parts.Length == 1 ? problems
            : [.. parts[0].Length == 0 ? ["prefix part must be non-empty"] : Subdomain(parts[0]).Select(problem => "prefix part " + problem), .. problems];
    }

    private static IEnumerable<string> Check(string text, int longest, Regex shape, string sentence, string unit = "bytes")
    {
        if (text.Length > longest)
        {
            yield return $"must be no more than {longest} {unit}";
        }

        if (!shape.IsMatch(text))
        {
            yield return sentence;
        }
    }

    [GeneratedRegex($@"^{SubdomainPattern}\z")]
    private static partial Regex SubdomainShape();

    [GeneratedRegex($@"^{LabelPattern}\z")]
    private static partial Regex LabelShape();

    [GeneratedRegex($@"^{KeyPattern}\z")]
    private static partial Regex KeyShape();

    [GeneratedRegex($@"^({KeyPattern})?\z")]
    private static partial Regex ValueShape();
}
