using Cairn.Storage;

namespace Cairn.Restic.Operations.Repairing;

/// <summary>
/// Tells data that is gone from a storage that fails at the moment. A repair gives up what is gone; to give up what could not be read just now
/// would destroy it.
/// </summary>
internal static class Loss
{
    /// <summary>Whether a failure to read proves that what was read is damaged or missing.</summary>
    public static bool IsProvenBy(Exception failure) => failure
        is RepositoryException { Kind: RepositoryErrorKind.Damaged }
        or BackendException { Kind: BackendErrorKind.NotFound or BackendErrorKind.RangeBeyondEnd };
}
