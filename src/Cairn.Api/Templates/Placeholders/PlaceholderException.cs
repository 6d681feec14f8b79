namespace Cairn.Api.Templates.Placeholders;

/// <summary>A text with placeholders that cannot be filled in; the message is fit to be shown to who wrote the text.</summary>
/// <param name="message">What is wrong.</param>
public sealed class PlaceholderException(string message) : Exception(message);
