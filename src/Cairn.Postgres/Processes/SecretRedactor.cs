using System.Text.RegularExpressions;

namespace Cairn.Postgres.Processes;

/// <summary>
/// Takes secrets out of text that may reach a message or a log: the given ones, also percent-encoded as in URLs, and whatever stands where
/// a URL or a connection string has its password.
/// </summary>
public sealed partial class SecretRedactor
{
    private const string Mask = "***";

    private readonly string[] _secrets;

    /// <summary>Creates a redactor for the given secrets; null and empty ones are left out.</summary>
    public SecretRedactor(params IEnumerable<string?> secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        _secrets = [.. secrets
            .Where(s => !string.IsNullOrEmpty(s))
            .SelectMany(s => new[] { s!, Uri.EscapeDataString(s!), Uri.EscapeDataString(s!).Replace("%20", "+", StringComparison.Ordinal) })
            .Distinct()
            .OrderByDescending(s => s.Length)];
    }

    /// <summary>Knows no secret by value; still removes passwords from URLs and connection strings.</summary>
    public static SecretRedactor None { get; } = new([]);

    /// <summary>Returns the text with each secret replaced by <c>***</c>.</summary>
    public string Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (string secret in _secrets)
        {
            text = text.Replace(secret, Mask, StringComparison.OrdinalIgnoreCase);
        }

        text = UrlPassword().Replace(text, "$1" + Mask + "@");
        return KeywordPassword().Replace(text, "$1" + Mask);
    }

    [GeneratedRegex(@"(postgres(?:ql)?://[^/:@\s]*:)[^\s/]*@", RegexOptions.IgnoreCase)]
    private static partial Regex UrlPassword();

    [GeneratedRegex(@"(\b(?:password|PGPASSWORD)\s*=\s*)(?:'(?:[^'\\]|\\.)*'|[^\s&'""]+)", RegexOptions.IgnoreCase)]
    private static partial Regex KeywordPassword();
}
