namespace Cairn.Api.Templates.Placeholders;

/// <summary>Bounds of the work that a text with placeholders may cause, so that no object can stall the operator.</summary>
internal static class PlaceholderLimits
{
    /// <summary>Characters that a text may have before and after its placeholders are filled in.</summary>
    public const int Characters = 1 << 20;

    /// <summary>Placeholders within placeholders.</summary>
    public const int Depth = 16;

    /// <summary>Characters of a value that patterns are tried on, whose cost grows with the square of the length.</summary>
    public const int PatternCharacters = 4096;
}
