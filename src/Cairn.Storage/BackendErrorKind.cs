namespace Cairn.Storage;

/// <summary>What went wrong in a backend, as far as a caller has to tell cases apart.</summary>
public enum BackendErrorKind
{
    /// <summary>Anything that may be different at the next try: a connection cut, a time-out, a 5xx answer, throttling.</summary>
    Transient,

    /// <summary>The file (or, for listings, the bucket or directory) does not exist.</summary>
    NotFound,

    /// <summary>Credentials are missing, wrong or not sufficient.</summary>
    AccessDenied,

    /// <summary>The disk, quota or bucket is full.</summary>
    OutOfSpace,

    /// <summary>The file is shorter than the range that was asked for.</summary>
    RangeBeyondEnd,

    /// <summary>The configuration cannot work: malformed address, unknown bucket region, certificate not trusted.</summary>
    Misconfigured,

    /// <summary>Any other failure that a repeat would not mend.</summary>
    Permanent,
}
