using System.Text;
using System.Text.RegularExpressions;
using Cairn.Api.Rules.Quantities;
using Cairn.Api.Templates.Go.Formatting;
using Cairn.Api.Templates.Go.Functions;
using Cairn.Api.Templates.Go.Syntax;

namespace Cairn.Api.Templates.Go.Execution;

/// <summary>Renders a parsed template once.</summary>
internal sealed class TemplateExecutor(TemplateSource source, GoTemplateOptions options, object? data)
{
    private readonly TemplateBudget _budget = new(options);
    private readonly StringBuilder _output = new();
    private readonly List<(string Name, object? Value)> _variables = [("$", data)];

    /// <summary>Where in the template the work is, for errors.</summary>
    private int _offset;

    private enum Flow
    {
        Next,
        Break,
        Continue,
    }

    public string Render(IReadOnlyList<TemplateNode> nodes)
    {
        try
        {
            RunList(nodes, data);
            return _output.ToString();
        }
        catch (TemplateFault fault)
        {
            throw source.Problem(_offset, fault.Message);
        }
        catch (RegexMatchTimeoutException)
        {
            throw source.Problem(_offset, "the pattern takes too long on this text");
        }
    }

    private Flow RunList(IReadOnlyList<TemplateNode> nodes, object? dot)
    {
        foreach (TemplateNode node in nodes)
        {
            _offset = node.Offset;
            _budget.Step();
            Flow flow = Run(node, dot);
            if (flow != Flow.Next)
            {
                return flow;
            }
        }

        return Flow.Next;
    }

    private Flow Run(TemplateNode node, object? dot)
    {
        switch (node)
        {
            case TemplateNode.Text text:
                Print(text.Value);
                return Flow.Next;
            case TemplateNode.Action action:
                object? value = Evaluate(action.Pipe, dot);
                if (action.Pipe.Variables.Count == 0)
                {
                    Print(GoPrinter.Display(value, _budget));
                }

                return Flow.Next;
            case TemplateNode.If or TemplateNode.With or TemplateNode.Range:
                int known = _variables.Count;
                Flow flow = RunControl(node, dot);
                _variables.RemoveRange(known, _variables.Count - known);
                return flow;
            default:
                return node is TemplateNode.Break ? Flow.Break : Flow.Continue;
        }
    }

    private Flow RunControl(TemplateNode node, object? dot)
    {
        switch (node)
        {
            case TemplateNode.If branch:
                return RunList(TemplateValues.IsTrue(Evaluate(branch.Pipe, dot)) ? branch.Body : branch.Else, dot);
            case TemplateNode.With with:
                object? value = Evaluate(with.Pipe, dot);
                return TemplateValues.IsTrue(value) ? RunList(with.Body, value) : RunList(with.Else, dot);
            default:
                return RunRange((TemplateNode.Range)node, dot);
        }
    }

    private Flow RunRange(TemplateNode.Range range, object? dot)
    {
        object? value = EvaluateCommands(range.Pipe, dot);
        bool isEmpty = true;
        foreach ((object? key, object? item) in Items(value))
        {
            isEmpty = false;
            _offset = range.Offset;
            _budget.Step();
            int known = _variables.Count;
            IReadOnlyList<string> names = range.Pipe.Variables;
            for (int i = 0; i < names.Count; i++)
            {
                Bind(names[i], names.Count == 2 && i == 0 ? key : item, range.Pipe.IsAssignment);
            }

            Flow flow = RunList(range.Body, item);
            _variables.RemoveRange(known, _variables.Count - known);
            if (flow == Flow.Break)
            {
                break;
            }
        }

        return isEmpty ? RunList(range.Else, dot) : Flow.Next;
    }

    /// <summary>What a loop goes through. A copy, since the body may change a dictionary.</summary>
    private static IEnumerable<(object? Key, object? Item)> Items(object? value) => value switch
    {
        null => [],
        List<object?> list => list.ToArray().Select((item, i) => ((object?)(long)i, item)),
        TemplateMap map => map.ToArray().Select(item => ((object?)item.Key, item.Value)),
        long count => Numbers(count),
        _ => throw new TemplateFault($"range cannot go through a {TemplateValues.TypeName(value)}"),
    };

    private static IEnumerable<(object? Key, object? Item)> Numbers(long count)
    {
        for (long i = 0; i < count; i++)
        {
            yield return (i, i);
        }
    }

    private void Print(string text)
    {
        if (_output.Length + (long)text.Length > _budget.MaxOutput)
        {
            throw new TemplateFault($"the template prints more than {_budget.MaxOutput} characters");
        }

        _output.Append(text);
    }

    private void Bind(string name, object? value, bool isAssignment)
    {
        if (isAssignment)
        {
            _variables[_variables.FindLastIndex(item => item.Name == name)] = (name, value);
        }
        else
        {
            _variables.Add((name, value));
        }
    }

    private object? Evaluate(TemplateNode.Pipeline pipeline, object? dot)
    {
        object? value = EvaluateCommands(pipeline, dot);
        foreach (string name in pipeline.Variables)
        {
            Bind(name, value, pipeline.IsAssignment);
        }

        return value;
    }

    private object? EvaluateCommands(TemplateNode.Pipeline pipeline, object? dot)
    {
        object? value = EvaluateCommand(pipeline.Commands[0], dot, []);
        for (int i = 1; i < pipeline.Commands.Count; i++)
        {
            value = EvaluateCommand(pipeline.Commands[i], dot, [value]);
        }

        return value;
    }

    private object? EvaluateCommand(TemplateNode.Command command, object? dot, object?[] piped)
    {
        TemplateNode first = command.Operands[0];
        if (first is TemplateNode.Function function)
        {
            return Call(function, [.. command.Operands.Skip(1)], dot, piped);
        }

        if (command.Operands.Count == 1 && piped.Length == 0)
        {
            return EvaluateOperand(first, dot);
        }

        // Arguments after something that is no function: a method of a value is the last chance.
        object?[] arguments = [.. command.Operands.Skip(1).Select(operand => EvaluateOperand(operand, dot)), .. piped];
        _offset = first.Offset;
        return first is TemplateNode.Fields fields ? Access(fields, dot, arguments) : throw new TemplateFault("arguments can be given to a function only");
    }

    private object? EvaluateOperand(TemplateNode operand, object? dot) => operand switch
    {
        TemplateNode.Constant constant => constant.Value,
        TemplateNode.Dot => dot,
        TemplateNode.Variable variable => _variables.FindLast(item => item.Name == variable.Name).Value,
        TemplateNode.Function function => Call(function, [], dot, []),
        TemplateNode.Fields fields => Access(fields, dot, []),
        TemplateNode.Pipeline pipeline => Evaluate(pipeline, dot),
        _ => throw new TemplateFault("this is no value"),
    };

    private object? Access(TemplateNode.Fields fields, object? dot, object?[] arguments)
    {
        object? value = EvaluateOperand(fields.Operand, dot);
        _offset = fields.Offset;
        for (int i = 0; i < fields.Names.Count; i++)
        {
            _budget.Step();
            value = AccessField(value, fields.Names[i], i == fields.Names.Count - 1 ? arguments : []);
        }

        return value;
    }

    private static object? AccessField(object? value, string name, object?[] arguments)
    {
        if (value is DateTimeOffset time)
        {
            return CallMethod(time, name, arguments);
        }

        if (arguments.Length > 0)
        {
            throw new TemplateFault($".{name} is a value and takes no arguments");
        }

        return value switch
        {
            null => null,
            TemplateMap map => map.GetValueOrDefault(name),
            TemplateRecord record => record.Fields.Any(item => item.Key == name) ? record.Fields.First(item => item.Key == name).Value
                : throw new TemplateFault($"{record.TypeName} has no field {name}; it has {string.Join(", ", record.Fields.Select(item => item.Key))}"),
            GoDuration duration when name == "String" => duration.ToString(),
            GoDuration duration when name == "Seconds" => duration.Nanoseconds / 1e9,
            _ => throw new TemplateFault($"a {TemplateValues.TypeName(value)} has no field {name}"),
        };
    }

    private static object CallMethod(DateTimeOffset time, string name, object?[] arguments) => (name, arguments) switch
    {
        ("Format", [string layout]) => GoDateLayout.Format(time, layout),
        ("Unix", []) => time.ToUnixTimeSeconds(),
        ("UTC", []) => time.ToUniversalTime(),
        ("Year", []) => (long)time.Year,
        ("Day", []) => (long)time.Day,
        ("Hour", []) => (long)time.Hour,
        ("Minute", []) => (long)time.Minute,
        ("Second", []) => (long)time.Second,
        _ => throw new TemplateFault(
            $"a time has no method {name} with {arguments.Length} arguments; it has Format \"…\", Unix, UTC, Year, Day, Hour, Minute and Second"),
    };

    private object? Call(TemplateNode.Function node, TemplateNode[] operands, object? dot, object?[] piped)
    {
        TemplateFunction function = FunctionTable.Find(node.Name)!;
        int count = operands.Length + piped.Length;
        _offset = node.Offset;
        _budget.Step();
        if (count < function.Least || (function.Most >= 0 && count > function.Most))
        {
            string wanted = function.Most == function.Least ? $"{function.Least}"
                : function.Most < 0 ? $"at least {function.Least}" : $"{function.Least} to {function.Most}";
            throw new TemplateFault($"{node.Name}: {wanted} arguments are needed, {count} were given");
        }

        List<object?> arguments = [];
        foreach (TemplateNode operand in operands)
        {
            object? value = EvaluateOperand(operand, dot);
            arguments.Add(value);
            if (node.Name is "and" or "or" && TemplateValues.IsTrue(value) == (node.Name == "or"))
            {
                // What comes after it is not evaluated, and may not even work: {{if and .x (index .x 0)}}.
                return value;
            }
        }

        arguments.AddRange(piped);
        _offset = node.Offset;
        return function.Body(new TemplateArguments(node.Name, arguments, _budget));
    }
}
