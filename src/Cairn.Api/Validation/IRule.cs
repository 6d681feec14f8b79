namespace Cairn.Api.Validation;

/// <summary>One rule of one kind. It reports everything it finds and never throws for an object, however odd.</summary>
/// <typeparam name="T">The kind.</typeparam>
internal interface IRule<in T>
{
    void Check(T value, RuleContext context);
}
