namespace Cairn.ControlPlane.Rules;

/// <summary>What a token of an expression is.</summary>
internal enum RuleTokenType
{
    /// <summary>A word.</summary>
    Name = 0,

    /// <summary>A number.</summary>
    Number = 1,

    /// <summary>A text in quotes.</summary>
    Text = 2,

    /// <summary>A sign.</summary>
    Sign = 3,
}
