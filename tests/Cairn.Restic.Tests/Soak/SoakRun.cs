using Cairn.Restic.Locks;

namespace Cairn.Restic.Tests.Soak;

/// <summary>One thing to do with the repositories of a campaign, which can be done again.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Work">Does it, on these storages and in the name of this holder.</param>
internal sealed record SoakRun(string Name, Func<SoakStorages, LockHolder, CancellationToken, Task> Work);
