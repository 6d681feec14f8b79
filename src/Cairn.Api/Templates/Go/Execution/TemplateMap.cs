namespace Cairn.Api.Templates.Go.Execution;

/// <summary>A dictionary as templates see it: its keys come in order, and <c>set</c> changes the one dictionary that all see.</summary>
internal sealed class TemplateMap() : SortedDictionary<string, object?>(StringComparer.Ordinal);
