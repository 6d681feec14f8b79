namespace Cairn.Cli;

/// <summary>Manifests were checked, and have errors. The findings have been printed.</summary>
internal sealed class InvalidManifestsException(int errors) : Exception($"{errors} error(s), listed above.");
