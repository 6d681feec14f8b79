using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cairn.Tidy.Tests.Rules;

/// <summary>What other projects can see is documented. Overrides are exempt: their base says it.</summary>
internal static class Documentation
{
    public static IEnumerable<string> Check(SourceFile source) =>
        from member in source.Syntax.DescendantNodes().OfType<MemberDeclarationSyntax>()
        where IsVisible(member) && !member.Modifiers.Any(SyntaxKind.OverrideKeyword)
        from problem in Problems(member)
        select $"{source.At(member)}: {problem}";

    private static IEnumerable<string> Problems(MemberDeclarationSyntax member)
    {
        string comment = CommentOf(member);
        if (comment.Contains("<inheritdoc", StringComparison.Ordinal))
        {
            yield break;
        }

        if (!comment.Contains("<summary>", StringComparison.Ordinal))
        {
            yield return $"{NameOf(member)} is public and has no <summary>.";
        }

        // The parameters of a record are its properties.
        if (member is RecordDeclarationSyntax { ParameterList: { } parameters })
        {
            foreach (ParameterSyntax parameter in parameters.Parameters)
            {
                if (!comment.Contains($"<param name=\"{parameter.Identifier.Text}\">", StringComparison.Ordinal))
                {
                    yield return $"{NameOf(member)} has no <param> for {parameter.Identifier.Text}.";
                }
            }
        }
    }

    private static bool IsVisible(MemberDeclarationSyntax member)
    {
        if (member is BaseNamespaceDeclarationSyntax or GlobalStatementSyntax || HasExplicitInterface(member))
        {
            return false;
        }

        bool isPublic = member is EnumMemberDeclarationSyntax || member.Modifiers.Any(SyntaxKind.PublicKeyword)
            || (member.Parent is InterfaceDeclarationSyntax && !member.Modifiers.Any(SyntaxKind.PrivateKeyword));
        return isPublic && member.Ancestors().OfType<BaseTypeDeclarationSyntax>().All(type => IsVisible(type));
    }

    private static bool HasExplicitInterface(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => method.ExplicitInterfaceSpecifier is not null,
        BasePropertyDeclarationSyntax property => property.ExplicitInterfaceSpecifier is not null,
        _ => false,
    };

    private static string CommentOf(MemberDeclarationSyntax member) => string.Concat(member.GetLeadingTrivia()
        .Where(trivia => trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia)
            || trivia.IsKind(SyntaxKind.MultiLineDocumentationCommentTrivia))
        .Select(trivia => trivia.ToFullString()));

    private static string NameOf(MemberDeclarationSyntax member) => member switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        DelegateDeclarationSyntax declaration => declaration.Identifier.Text,
        MethodDeclarationSyntax method => method.Identifier.Text,
        PropertyDeclarationSyntax property => property.Identifier.Text,
        EnumMemberDeclarationSyntax value => value.Identifier.Text,
        ConstructorDeclarationSyntax constructor => $"the constructor of {constructor.Identifier.Text}",
        BaseFieldDeclarationSyntax field => field.Declaration.Variables[0].Identifier.Text,
        _ => member.Kind().ToString(),
    };
}
