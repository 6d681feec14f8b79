using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cairn.Tidy.Tests.Rules;

/// <summary>A type is found by its name: namespace equals folder, and a file holds the one type it is named for.</summary>
internal static class Placement
{
    public static IEnumerable<string> CheckNamespace(SourceFile source)
    {
        string[] parts = source.Path.Split('/');
        string expected = string.Join('.', parts[1..^1]);
        foreach (BaseNamespaceDeclarationSyntax declaration in source.Syntax.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>())
        {
            if (declaration.Name.ToString() != expected)
            {
                yield return $"{source.At(declaration)}: the namespace is {declaration.Name}, the folder says {expected}.";
            }
        }

        foreach (MemberDeclarationSyntax type in source.Syntax.Members.Where(member => member is BaseTypeDeclarationSyntax))
        {
            yield return $"{source.At(type)}: the type is in no namespace; the folder says {expected}.";
        }
    }

    /// <summary>Parts of a type (<c>Name.Part.cs</c>) and generic namesakes (<c>Name</c> and <c>Name&lt;T&gt;</c>) are fine.</summary>
    public static IEnumerable<string> CheckFileName(SourceFile source)
    {
        string expected = Path.GetFileName(source.Path).Split('.', '{')[0];
        return source.Syntax.Members.OfType<BaseNamespaceDeclarationSyntax>().SelectMany(declaration => declaration.Members)
            .Where(member => TypeName(member) is { } name && name != expected)
            .Select(member => $"{source.At(member)}: {TypeName(member)} belongs into a file of its own, {TypeName(member)}.cs.");
    }

    private static string? TypeName(MemberDeclarationSyntax member) => member switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        DelegateDeclarationSyntax declaration => declaration.Identifier.Text,
        _ => null,
    };
}
