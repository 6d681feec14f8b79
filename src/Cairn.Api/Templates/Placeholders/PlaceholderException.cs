namespace Cairn.Api.Templates.Placeholders;

/// <summary>A text with placeholders that cannot be filled in; the message is fit to be shown to who wrote the text.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="position">Where the placeholder that is malformed begins, from 1. Null: it is not about one.</param>
/// <param name="problem">What is wrong with that placeholder, without quoting the text. Null: it is not about one.</param>
public sealed class PlaceholderException(string message, int? position = null, string? problem = null) : Exception(message)
{
    /// <summary>Where the placeholder that is malformed begins in the text, from 1. Null: the message is not about one.</summary>
    public int? Position => position;

    /// <summary>What is wrong with that placeholder, without quoting the text around it. Null: the message is not about one.</summary>
    public string? Problem => problem;
}
