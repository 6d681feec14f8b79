namespace Cairn.ControlPlane.Errors;

/// <summary>A path that the server does not know at all: it is answered with a line of text, not with a Status.</summary>
internal sealed class PageNotFoundException() : Exception("404 page not found");
