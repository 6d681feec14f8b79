using Cairn.Api.Schema;

namespace Cairn.Api.Tests.Support;

/// <summary>The doc comments of Cairn.Api, from the file that the build puts beside the tests.</summary>
internal static class Documentation
{
    public static DocComments Load()
    {
        using FileStream file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Cairn.Api.xml"));
        return DocComments.Load(file);
    }
}
