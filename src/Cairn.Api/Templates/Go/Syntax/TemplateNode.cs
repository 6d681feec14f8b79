namespace Cairn.Api.Templates.Go.Syntax;

/// <summary>A part of a parsed template.</summary>
/// <param name="Offset">Where it begins in the template.</param>
internal abstract record TemplateNode(int Offset)
{
    /// <summary>Text that is printed as it is.</summary>
    public sealed record Text(int Offset, string Value) : TemplateNode(Offset);

    /// <summary>A pipeline whose value is printed, unless it only sets a variable.</summary>
    public sealed record Action(int Offset, Pipeline Pipe) : TemplateNode(Offset);

    /// <summary><c>if</c>, with what is done otherwise.</summary>
    public sealed record If(int Offset, Pipeline Pipe, IReadOnlyList<TemplateNode> Body, IReadOnlyList<TemplateNode> Else) : TemplateNode(Offset);

    /// <summary><c>with</c>, with what is done otherwise.</summary>
    public sealed record With(int Offset, Pipeline Pipe, IReadOnlyList<TemplateNode> Body, IReadOnlyList<TemplateNode> Else) : TemplateNode(Offset);

    /// <summary><c>range</c>, with what is done when there is nothing.</summary>
    public sealed record Range(int Offset, Pipeline Pipe, IReadOnlyList<TemplateNode> Body, IReadOnlyList<TemplateNode> Else) : TemplateNode(Offset);

    /// <summary>Ends the innermost <c>range</c>.</summary>
    public sealed record Break(int Offset) : TemplateNode(Offset);

    /// <summary>Ends the round of the innermost <c>range</c>.</summary>
    public sealed record Continue(int Offset) : TemplateNode(Offset);

    /// <summary>Commands, each given the value of the one before; and the variables that get the last value.</summary>
    public sealed record Pipeline(int Offset, IReadOnlyList<string> Variables, bool IsAssignment, IReadOnlyList<Command> Commands) : TemplateNode(Offset);

    /// <summary>A value, or a function or method with its arguments.</summary>
    public sealed record Command(int Offset, IReadOnlyList<TemplateNode> Operands) : TemplateNode(Offset);

    /// <summary>A constant, or <c>nil</c>.</summary>
    public sealed record Constant(int Offset, object? Value) : TemplateNode(Offset);

    /// <summary>The dot.</summary>
    public sealed record Dot(int Offset) : TemplateNode(Offset);

    /// <summary>A variable.</summary>
    public sealed record Variable(int Offset, string Name) : TemplateNode(Offset);

    /// <summary>A function's name.</summary>
    public sealed record Function(int Offset, string Name) : TemplateNode(Offset);

    /// <summary>Fields of an operand, one after the other.</summary>
    public sealed record Fields(int Offset, TemplateNode Operand, IReadOnlyList<string> Names) : TemplateNode(Offset);
}
