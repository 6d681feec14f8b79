using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cairn.Tidy.Tests.Rules;

/// <summary>Finds the dotted names that a file writes: in using directives, types and expressions.</summary>
internal static class Names
{
    public static IEnumerable<(string Place, string Text)> OfNamespaces(SourceFile source)
    {
        foreach (UsingDirectiveSyntax directive in source.Syntax.DescendantNodes().OfType<UsingDirectiveSyntax>())
        {
            yield return (source.At(directive), directive.NamespaceOrType.ToString());
        }

        foreach (QualifiedNameSyntax name in source.Syntax.DescendantNodes().OfType<QualifiedNameSyntax>())
        {
            if (name.Parent is not (QualifiedNameSyntax or UsingDirectiveSyntax or BaseNamespaceDeclarationSyntax))
            {
                yield return (source.At(name), Strip(name.ToString()));
            }
        }

        foreach (MemberAccessExpressionSyntax access in source.Syntax.DescendantNodes().OfType<MemberAccessExpressionSyntax>())
        {
            if (access.Parent is not MemberAccessExpressionSyntax)
            {
                yield return (source.At(access), Strip(access.ToString()));
            }
        }
    }

    private static string Strip(string name) => name.StartsWith("global::", StringComparison.Ordinal) ? name["global::".Length..] : name;
}
