using System.Text;

namespace Cairn.Tidy.Tests;

/// <summary>One file of the checkout.</summary>
/// <param name="Path">Relative to the checkout, with forward slashes.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Text">The content, or null when it is not UTF-8 text.</param>
public sealed record CheckoutFile(string Path, long Size, string? Text)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The lines of the text; none when it is not text.</summary>
    public string[] Lines { get; } = Text?.ReplaceLineEndings("\n").Split('\n') ?? [];

    /// <summary>Decides whether the content is text.</summary>
    public static CheckoutFile Create(string path, byte[] content)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (content.Contains((byte)0))
        {
            return new CheckoutFile(path, content.Length, null);
        }

        try
        {
            return new CheckoutFile(path, content.Length, Strict.GetString(content));
        }
        catch (DecoderFallbackException)
        {
            return new CheckoutFile(path, content.Length, null);
        }
    }
}
