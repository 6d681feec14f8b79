using Cairn.Api.Schema;

namespace Cairn.Cli;

/// <summary>The doc comments of Cairn.Api, which the build puts into this program: descriptions of CRDs and of the API reference.</summary>
internal static class ApiDocumentation
{
    /// <summary>Reads them.</summary>
    public static DocComments Load()
    {
        using Stream file = typeof(ApiDocumentation).Assembly.GetManifestResourceStream("Cairn.Api.xml")
            ?? throw new InvalidOperationException("The program was built without the documentation of Cairn.Api.");
        return DocComments.Load(file);
    }
}
