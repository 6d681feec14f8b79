using Cairn.Restic.Locks;
using Cairn.Storage;

namespace Cairn.Restic.Tests.Soak;

/// <summary>One thing to do with a repository, which can be done again.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Work">Does it, on this backend and in the name of this holder.</param>
internal sealed record SoakRun(string Name, Func<IBackend, LockHolder, CancellationToken, Task> Work);
