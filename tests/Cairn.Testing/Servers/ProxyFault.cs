namespace Cairn.Testing.Servers;

/// <summary>What <see cref="FaultProxy"/> does to the requests that match. Exactly one effect is set.</summary>
public sealed record ProxyFault
{
    /// <summary>The method it applies to, such as PUT. Null: any.</summary>
    public string? Method { get; init; }

    /// <summary>Text that path or query must contain. Null: any.</summary>
    public string? Target { get; init; }

    /// <summary>Matching requests that pass untouched before the first that is hit. Default: 0.</summary>
    public int After { get; init; }

    /// <summary>How many requests are hit. Default: 1.</summary>
    public int Times { get; init; } = 1;

    /// <summary>Answer with this status after the body has been read, without asking the server.</summary>
    public int? Status { get; init; }

    /// <summary>The error code in the body of that answer.</summary>
    public string Code { get; init; } = "InternalError";

    /// <summary>Answer with this status although the server has carried the request out.</summary>
    public int? StatusAfterSuccess { get; init; }

    /// <summary>Read the request and never answer.</summary>
    public bool Hang { get; init; }

    /// <summary>Cut the connection after this many bytes of the request's body.</summary>
    public int? CutRequestAfter { get; init; }

    /// <summary>Cut the connection after this many bytes of the answer, head included.</summary>
    public int? CutAnswerAfter { get; init; }

    /// <summary>Stop sending after this many bytes of the answer, head included, and keep the connection.</summary>
    public int? StallAnswerAfter { get; init; }
}
