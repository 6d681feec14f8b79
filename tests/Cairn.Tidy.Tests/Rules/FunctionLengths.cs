using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cairn.Tidy.Tests.Rules;

/// <summary>Measures functions in lines, from the declaration to the closing brace.</summary>
internal static class FunctionLengths
{
    public const int Limit = 70;

    /// <summary>All functions of the file. What is nested in one (lambdas, local functions) counts within it too.</summary>
    public static IEnumerable<(string Function, int Lines)> Measure(SourceFile source)
    {
        foreach (SyntaxNode node in source.Syntax.DescendantNodes())
        {
            if (NameOf(node) is { } name)
            {
                yield return ($"{source.Path}:{name}", LinesOf(source, node));
            }
        }

        GlobalStatementSyntax[] statements = [.. source.Syntax.Members.OfType<GlobalStatementSyntax>()];
        if (statements.Length > 0)
        {
            int lines = 1 + source.LineOf(statements[^1].Span.End) - source.LineOf(statements[0].SpanStart);
            yield return ($"{source.Path}:<top-level>", lines);
        }
    }

    /// <summary>The functions above the limit. Overloads share a name: the longest one counts.</summary>
    public static IReadOnlyDictionary<string, int> TooLong(IEnumerable<SourceFile> sources) =>
        sources.SelectMany(Measure).Where(item => item.Lines > Limit)
            .GroupBy(item => item.Function).ToDictionary(group => group.Key, group => group.Max(item => item.Lines));

    private static int LinesOf(SourceFile source, SyntaxNode node)
    {
        // Attributes and documentation are not the function's length.
        SyntaxNodeOrToken first = node.ChildNodesAndTokens().First(child => !child.IsKind(SyntaxKind.AttributeList));
        return 1 + source.LineOf(node.Span.End) - source.LineOf(first.SpanStart);
    }

    private static string? NameOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => $"{TypeOf(node)}.{method.Identifier.Text}",
        LocalFunctionStatementSyntax function => $"{TypeOf(node)}.{function.Identifier.Text}",
        ConstructorDeclarationSyntax => $"{TypeOf(node)}.ctor",
        DestructorDeclarationSyntax => $"{TypeOf(node)}.finalizer",
        OperatorDeclarationSyntax declaration => $"{TypeOf(node)}.operator{declaration.OperatorToken.Text}",
        ConversionOperatorDeclarationSyntax declaration => $"{TypeOf(node)}.operator-{declaration.Type}",
        AccessorDeclarationSyntax accessor => $"{TypeOf(node)}.{PropertyOf(node)}.{accessor.Keyword.Text}",
        PropertyDeclarationSyntax { ExpressionBody: not null } property => $"{TypeOf(node)}.{property.Identifier.Text}",
        _ => null,
    };

    private static string TypeOf(SyntaxNode node) =>
        string.Join('.', node.Ancestors().OfType<BaseTypeDeclarationSyntax>().Reverse().Select(type => type.Identifier.Text));

    private static string PropertyOf(SyntaxNode accessor) => accessor.FirstAncestorOrSelf<BasePropertyDeclarationSyntax>() switch
    {
        PropertyDeclarationSyntax property => property.Identifier.Text,
        EventDeclarationSyntax declaration => declaration.Identifier.Text,
        _ => "this",
    };
}
