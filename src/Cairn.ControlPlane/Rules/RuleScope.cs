namespace Cairn.ControlPlane.Rules;

/// <summary>What the names in an expression stand for, and how long it may still take.</summary>
/// <param name="values">The values of the names.</param>
/// <param name="steps">Steps that are left; shared with the scopes inside of this one.</param>
internal sealed class RuleScope(IReadOnlyDictionary<string, object?> values, RuleScope.Budget steps)
{
    /// <summary>The most that one rule may do: a rule must not block the server.</summary>
    private const int MaxSteps = 200_000;

    /// <summary>A scope of its own.</summary>
    public RuleScope(IReadOnlyDictionary<string, object?> values)
        : this(values, new Budget { Left = MaxSteps })
    {
    }

    /// <summary>The value of a name.</summary>
    public object? Find(string name)
    {
        if (--steps.Left < 0)
        {
            throw new RuleException("the rule takes too long");
        }

        return values.TryGetValue(name, out object? value) ? value : throw new RuleException($"undeclared reference to '{name}'");
    }

    /// <summary>A scope with one more name.</summary>
    public RuleScope With(string name, object? value)
    {
        Dictionary<string, object?> more = new(values) { [name] = value };
        return new RuleScope(more, steps);
    }

    /// <summary>How many steps are left.</summary>
    internal sealed class Budget
    {
        /// <summary>Steps.</summary>
        public int Left { get; set; }
    }
}
