namespace Cairn.Api.Templates.Go.Execution;

/// <summary>Something a template asks for does not work; the executor adds the place.</summary>
internal sealed class TemplateFault(string message) : Exception(message);
