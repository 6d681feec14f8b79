namespace Cairn.Api.Templates.Go.Syntax;

/// <summary>What a token is.</summary>
internal enum TemplateTokenKind
{
    /// <summary>Text outside of actions.</summary>
    Text,

    /// <summary>The start of an action.</summary>
    Open,

    /// <summary>The end of an action.</summary>
    Close,

    /// <summary>A function's name, a keyword, <c>true</c>, <c>false</c> or <c>nil</c>.</summary>
    Name,

    /// <summary>A dot with a name.</summary>
    Field,

    /// <summary>A dollar sign with or without a name.</summary>
    Variable,

    /// <summary>A dot alone.</summary>
    Dot,

    /// <summary>A string, number or character.</summary>
    Constant,

    /// <summary>One of <c>| ( ) , := =</c>.</summary>
    Sign,

    /// <summary>After everything else.</summary>
    End,
}
