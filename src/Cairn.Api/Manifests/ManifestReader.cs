using System.Text;

namespace Cairn.Api.Manifests;

/// <summary>
/// Reads manifests: YAML or JSON, any number of documents in a file. It throws for no text whatever: what cannot be read is a
/// document with an error. A document that is broken does not hide those after it.
/// </summary>
public static class ManifestReader
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The documents of a file. Lists (kind: List) are not taken apart.</summary>
    /// <param name="file">Name of the file, for messages.</param>
    /// <param name="bytes">Its content: UTF-8, with or without a byte order mark.</param>
    /// <param name="limits">How large it may be.</param>
    public static IReadOnlyList<ManifestDocument> Read(string file, ReadOnlySpan<byte> bytes, ManifestLimits limits)
    {
        if (bytes.Length > limits.MaxFileBytes)
        {
            return [Failed(file, 1, $"the file is larger than {limits.MaxFileBytes >> 20} MiB")];
        }

        if (bytes is [0xEF, 0xBB, 0xBF, ..])
        {
            bytes = bytes[3..];
        }

        string text;
        try
        {
            text = Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            int line = 1 + bytes[..Math.Clamp(error.Index, 0, bytes.Length)].Count((byte)'\n');
            return [Failed(file, line, "the file is not UTF-8: save it in that encoding")];
        }

        List<ManifestDocument> documents = [];
        foreach ((string part, int lineOffset) in Split(text))
        {
            ReadPart(file, part, lineOffset, limits, documents);
        }

        return documents;
    }

    private static void ReadPart(string file, string part, int lineOffset, ManifestLimits limits, List<ManifestDocument> documents)
    {
        try
        {
            if (JsonNodeReader.TryRead(part, lineOffset, limits) is { } json)
            {
                documents.Add(new ManifestDocument { File = file, Root = json, Line = json.Line });
                return;
            }

            foreach (ManifestNode node in new YamlNodeReader(part, lineOffset, limits).ReadAll())
            {
                documents.Add(new ManifestDocument { File = file, Root = node, Line = node.Line });
            }
        }
        catch (ManifestException error)
        {
            documents.Add(Failed(file, error.Line, error.Message));
        }
    }

    /// <summary>
    /// Cuts at lines that begin with three dashes. YAML allows such a line nowhere but between documents, so the cut is safe, and
    /// each document is parsed by itself. Directives (%) belong to the document after them.
    /// </summary>
    private static List<(string Part, int LineOffset)> Split(string text)
    {
        List<(string Part, int LineOffset)> parts = [];
        int start = 0;
        int startLine = 0;
        int line = 0;
        bool hasDirective = false;
        for (int position = 0; position < text.Length; line++)
        {
            int end = text.IndexOf('\n', position);
            end = end < 0 ? text.Length : end + 1;
            ReadOnlySpan<char> content = text.AsSpan(position, end - position);
            if (position > start && !hasDirective && IsSeparator(content))
            {
                parts.Add((text[start..position], startLine));
                start = position;
                startLine = line;
            }

            hasDirective = content is ['%', ..] || (hasDirective && !IsSeparator(content));
            position = end;
        }

        parts.Add((text[start..], startLine));
        return parts;
    }

    private static bool IsSeparator(ReadOnlySpan<char> line) =>
        line.StartsWith("---") && (line.Length == 3 || char.IsWhiteSpace(line[3]));

    private static ManifestDocument Failed(string file, int line, string error) => new() { File = file, Line = line, Error = error };
}
