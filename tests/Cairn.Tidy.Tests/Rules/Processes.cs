using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cairn.Tidy.Tests.Rules;

/// <summary>Finds uses of System.Diagnostics.Process by its spelling, which is all that a syntax tree tells.</summary>
internal static class Processes
{
    public static IEnumerable<string> Find(SourceFile source) =>
        from name in source.Syntax.DescendantNodes().OfType<IdentifierNameSyntax>()
        where name.Identifier.Text is "ProcessStartInfo" || (name.Identifier.Text is "Process" && IsType(name))
        select source.At(name);

    // A member or a method of our own may well be called Process; the class is what stands before a dot, after new, or as a type.
    private static bool IsType(IdentifierNameSyntax name) => name.Parent switch
    {
        MemberAccessExpressionSyntax access => access.Expression == name && access.Name.Identifier.Text is "Start" or "GetCurrentProcess"
            or "GetProcessById" or "GetProcesses" or "GetProcessesByName",
        InvocationExpressionSyntax => false,
        ArgumentSyntax or AssignmentExpressionSyntax or EqualsValueClauseSyntax => false,
        ObjectCreationExpressionSyntax or VariableDeclarationSyntax or ParameterSyntax or NullableTypeSyntax or TypeArgumentListSyntax
            or QualifiedNameSyntax or MethodDeclarationSyntax or PropertyDeclarationSyntax => true,
        _ => false,
    };
}
