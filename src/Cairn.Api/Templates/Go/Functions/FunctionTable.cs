using System.Collections.Frozen;

namespace Cairn.Api.Templates.Go.Functions;

/// <summary>All functions by name, and what is said about those that are not there.</summary>
internal static class FunctionTable
{
    /// <summary>
    /// Functions of sprig that can fail have a second name (mustFirst, mustToJson) under which they do so instead of giving nothing. Here they
    /// fail under both.
    /// </summary>
    private static readonly string[] Strict =
    [
        "append", "chunk", "compact", "deepCopy", "first", "fromJson", "has", "initial", "last", "merge", "mergeOverwrite", "prepend", "push", "regexFind",
        "regexMatch", "regexReplaceAll", "rest", "reverse", "slice", "toJson", "toPrettyJson", "toRawJson", "uniq", "without",
    ];

    private static readonly FrozenDictionary<string, TemplateFunction> Functions = new[]
    {
        GoFunctions.All, TextFunctions.All, TextListFunctions.All, NumberFunctions.All, ListFunctions.All, DictionaryFunctions.All, DefaultFunctions.All,
        DateFunctions.All, EncodingFunctions.All,
    }.SelectMany(group => group).SelectMany(WithStrictName).ToFrozenDictionary(item => item.Name, StringComparer.Ordinal);

    /// <summary>Functions of sprig and of Go that are known and left out, for the sake of the message.</summary>
    private static readonly FrozenDictionary<string, string> LeftOut = new (string Reason, string[] Names)[]
    {
        ("it would read the environment of the operator", ["env", "expandenv"]),
        ("it would use the operator's network", ["getHostByName"]),
        ("hooks must give the same result each time",
            ["randAlphaNum", "randAlpha", "randAscii", "randNumeric", "randBytes", "randInt", "uuidv4", "shuffle", "bcrypt", "htpasswd", "encryptAES"]),
        ("keys and certificates are not made in hooks",
            [
                "buildCustomCert", "decryptAES", "derivePassword", "genCA", "genCAWithKey", "genPrivateKey", "genSelfSignedCert", "genSelfSignedCertWithKey",
                "genSignedCert", "genSignedCertWithKey",
            ]),
        ("named templates and function values are not there", ["call"]),
        ("no hook was seen to need it",
            [
                "abbrevboth", "add1f", "addf", "adler32sum", "ago", "b32dec", "b32enc", "base", "camelcase", "clean", "dir", "divf", "durationRound", "ext",
                "hello",
                "initials", "isAbs", "kebabcase", "maxf", "minf", "mulf", "osBase", "osClean", "osDir", "osExt", "osIsAbs", "randSeededNumeric", "regexFindAll",
                "regexQuoteMeta", "regexReplaceAllLiteral", "regexSplit", "semver", "semverCompare", "seq", "sha1sum", "snakecase", "subf", "toDecimal",
                "typeIsLike",
                "urlJoin", "urlParse", "wrap", "wrapWith",
            ]),
    }.SelectMany(group => group.Names.Select(name => (name, group.Reason))).ToFrozenDictionary(item => item.name, item => item.Reason, StringComparer.Ordinal);

    /// <summary>The function of a name, or null.</summary>
    public static TemplateFunction? Find(string name) => Functions.GetValueOrDefault(name);

    /// <summary>Why there is no function of a name.</summary>
    public static string WhyNot(string name) => LeftOut.TryGetValue(name, out string? reason)
        ? $"the function '{name}' is not supported: {reason}"
        : $"the function '{name}' is not known; a field of the data is written with a dot: .{name}";

    private static IEnumerable<TemplateFunction> WithStrictName(TemplateFunction function) => Strict.Contains(function.Name)
        ? [function, function with { Name = $"must{char.ToUpperInvariant(function.Name[0])}{function.Name[1..]}" }]
        : [function];
}
