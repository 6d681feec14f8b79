namespace Cairn.Postgres.Processes;

/// <summary>What to start and how.</summary>
public sealed record ChildProcessOptions
{
    /// <summary>The program's path.</summary>
    public required string Program { get; init; }

    /// <summary>Its arguments, handed over one by one: no shell ever reads them. They must hold no secret, since every user can list
    /// them.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Changes to the environment that the child inherits from us; null removes a variable.</summary>
    /// <value>None.</value>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Whether <see cref="ChildProcess.Input"/> will be used. Otherwise the child's input is empty.</summary>
    /// <value>False.</value>
    public bool UseInput { get; init; }

    /// <summary>Removes secrets from the error output.</summary>
    public SecretRedactor Redactor { get; init; } = SecretRedactor.None;

    /// <summary>Is called with each line of the error output, redacted, from a thread of the pool, one call at a time. It must not
    /// throw.</summary>
    public Action<string>? ErrorLine { get; init; }

    /// <summary>As <see cref="ErrorLine"/>, but before redaction: a short password could take a piece out of a word that is looked
    /// for.</summary>
    internal Action<string>? RawErrorLine { get; init; }

    /// <summary>How long the child may take to end after SIGTERM, before SIGKILL follows.</summary>
    /// <value>5 seconds.</value>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);
}
