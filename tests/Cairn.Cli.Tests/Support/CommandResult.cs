using System.Text.Json.Nodes;

namespace Cairn.Cli.Tests.Support;

/// <summary>What a command left behind.</summary>
internal sealed record CommandResult(int Code, string Out, string Error, byte[] Bytes)
{
    /// <summary>The standard output as one JSON document.</summary>
    public JsonNode Json => JsonNode.Parse(Out)!;
}
