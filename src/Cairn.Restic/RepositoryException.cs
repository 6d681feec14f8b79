namespace Cairn.Restic;

/// <summary>A failure of the repository itself, in contrast to <see cref="Storage.BackendException"/>, a failure of the storage below it.</summary>
public sealed class RepositoryException(RepositoryErrorKind kind, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>What is wrong.</summary>
    public RepositoryErrorKind Kind { get; } = kind;

    internal static RepositoryException Damaged(string what, string how, Exception? inner = null) =>
        new(RepositoryErrorKind.Damaged, $"{what} is damaged: {how}. Run 'cairn repo check' to see what else is affected.", inner);
}
