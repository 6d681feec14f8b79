using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cairn.Tidy.Tests.Rules;

/// <summary>Finds what was meant to be temporary.</summary>
internal static partial class Leftovers
{
    /// <summary>A reason shorter than this says nothing.</summary>
    private const int ReasonLength = 15;

    // Put together here, so that this file does not find itself.
    private static readonly Regex Words = new(@"\b(TO" + @"DO|FIX" + @"ME|XX" + @"X|HA" + @"CK)\b", RegexOptions.CultureInvariant);

    private static readonly string[] BannedNames = ["NotImplemented" + "Exception", "Thread" + ".Sleep"];

    /// <summary>Marks of unfinished work in any text file.</summary>
    public static IEnumerable<string> CheckText(CheckoutFile file) =>
        file.Lines.Index().Where(line => Words.IsMatch(line.Item)).Select(line => $"{file.Path}({line.Index + 1}): {line.Item.Trim()}");

    /// <summary>Unfinished code, blocking waits, skipped tests without a reason, and code that was commented out.</summary>
    public static IEnumerable<string> CheckSource(SourceFile source) =>
        CheckNames(source).Concat(CheckSkips(source)).Concat(CheckComments(source));

    private static IEnumerable<string> CheckNames(SourceFile source) =>
        from node in source.Syntax.DescendantNodes()
        where node is MemberAccessExpressionSyntax or IdentifierNameSyntax
        let text = node.ToString()
        where BannedNames.Contains(text)
        select $"{source.At(node)}: {text}";

    private static IEnumerable<string> CheckSkips(SourceFile source) =>
        from argument in source.Syntax.DescendantNodes().OfType<AttributeArgumentSyntax>()
        where argument.NameEquals?.Name.Identifier.Text == "Skip"
        let reason = argument.Expression is LiteralExpressionSyntax literal ? literal.Token.ValueText : argument.Expression.ToString()
        where reason.Length < ReasonLength
        select $"{source.At(argument)}: a skipped test says which tool is missing or what it waits for.";

    private static IEnumerable<string> CheckComments(SourceFile source) =>
        from trivia in source.Syntax.DescendantTrivia()
        where trivia.IsKind(SyntaxKind.SingleLineCommentTrivia)
        let text = trivia.ToString().TrimStart('/').Trim()
        where Code().IsMatch(text)
        select $"{source.Path}({source.LineOf(trivia.SpanStart)}): looks like code in a comment: {text}";

    [GeneratedRegex(@"^((var|return|await|throw|using|private|public|internal|if|for|foreach|while) .*[;{]|(return|break|continue);"
        + @"|[\w.]+ [-+]?= .*;|[\w.<>]+\(.*\);|[{}])$")]
    private static partial Regex Code();
}
