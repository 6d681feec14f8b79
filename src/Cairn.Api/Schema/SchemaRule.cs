namespace Cairn.Api.Schema;

/// <summary>A rule that an API server checks by itself (x-kubernetes-validations).</summary>
/// <param name="Expression">The rule in the Common Expression Language; with <c>oldSelf</c> it is checked on updates only.</param>
/// <param name="Message">What is wrong when it does not hold, and what to do.</param>
public sealed record SchemaRule(string Expression, string Message);
