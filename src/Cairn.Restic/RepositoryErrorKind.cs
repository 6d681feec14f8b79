namespace Cairn.Restic;

/// <summary>What is wrong with a repository or with the way it is used.</summary>
public enum RepositoryErrorKind
{
    /// <summary>There is no repository at the place: no config file.</summary>
    NotARepository,

    /// <summary>A repository exists where a new one was to be created.</summary>
    AlreadyExists,

    /// <summary>No key file opens with the password.</summary>
    WrongPassword,

    /// <summary>Somebody else holds a lock that excludes this operation.</summary>
    Locked,

    /// <summary>This run's lock could not be refreshed in time or was removed; the run must not write any more.</summary>
    LockLost,

    /// <summary>A file is damaged: wrong checksum, does not decrypt, does not parse, or contradicts another.</summary>
    Damaged,

    /// <summary>A snapshot, file or blob that was asked for does not exist.</summary>
    NotFound,

    /// <summary>The repository uses a feature that Cairn does not know: format version, key derivation, encoding.</summary>
    Unsupported,

    /// <summary>What was about to be stored did not read back as given: faulty memory or processor, or a bug. Nothing was stored.</summary>
    VerificationFailed,

    /// <summary>The request itself cannot be carried out: bad option or refused for safety.</summary>
    InvalidRequest,
}
