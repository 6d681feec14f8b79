namespace Cairn.Postgres.Processes;

/// <summary>An option that a user may not hand on to a client program.</summary>
/// <param name="Short">Its letter.</param>
/// <param name="Long">Its long name, without dashes.</param>
/// <param name="Reason">Why, and what to do instead: the end of a sentence.</param>
/// <param name="IsAllowedValue">Says which of its values are fine all the same; null: none, the option itself is refused.</param>
internal sealed record RefusedArgument(char Short, string Long, string Reason, Predicate<string>? IsAllowedValue = null);
