using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cairn.Tidy.Tests;

/// <summary>One parsed C# file.</summary>
/// <param name="Path">Relative to the checkout, with forward slashes.</param>
/// <param name="Syntax">Its syntax tree's root.</param>
public sealed record SourceFile(string Path, CompilationUnitSyntax Syntax)
{
    /// <summary>The project the file belongs to, which is the name of the folder under src or tests.</summary>
    public string Project { get; } = Path.Split('/')[1];

    /// <summary>Parses with documentation comments, which some rules look at.</summary>
    public static SourceFile Parse(string path, string text)
    {
        CSharpParseOptions options = new(LanguageVersion.Latest, DocumentationMode.Parse);
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        SyntaxTree tree = CSharpSyntaxTree.ParseText(text, options, path, cancellationToken: cancellationToken);
        return new SourceFile(path, tree.GetCompilationUnitRoot(cancellationToken));
    }

    /// <summary>Path and line of a node or token, as compilers print it.</summary>
    public string At(SyntaxNodeOrToken place) => $"{Path}({LineOf(place.SpanStart)})";

    /// <summary>The line, counted from 1, of a position in the text.</summary>
    public int LineOf(int position) => Syntax.SyntaxTree.GetText().Lines.GetLineFromPosition(position).LineNumber + 1;
}
