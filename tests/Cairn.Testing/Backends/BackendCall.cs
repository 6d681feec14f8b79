using Cairn.Storage;

namespace Cairn.Testing.Backends;

/// <summary>One call that <see cref="FaultyBackend"/> has seen.</summary>
/// <param name="Operation">What was called.</param>
/// <param name="File">The file; for a listing its kind with an empty name, for a creation the config file.</param>
/// <param name="Bytes">The bytes to save or to load; 0 for other operations.</param>
public readonly record struct BackendCall(BackendOperation Operation, FileHandle File, long Bytes);
