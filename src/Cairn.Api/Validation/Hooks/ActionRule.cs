using System.Globalization;
using Cairn.Api.Core;
using k8s.Models;

namespace Cairn.Api.Validation.Hooks;

/// <summary>A hook of a pod or the operator does exactly one thing, and one that its executor can do.</summary>
internal sealed class ActionRule : IRule<HookTemplate>
{
    private static readonly FieldPath Path = FieldPath.Spec.Field("action");

    public void Check(HookTemplate value, RuleContext context)
    {
        if (value.Spec is not { Executor.Type: HookExecutorTypes.Pod or HookExecutorTypes.Operator } spec)
        {
            return;
        }

        if (spec.Action is not { } action)
        {
            context.Error(Path, $"is missing: the executor {spec.Executor.Type} needs one of exec, httpGet, httpPost and tcpSocket");
            return;
        }

        (string Name, bool IsSet)[] actions =
        [
            ("exec", action.Exec is not null), ("httpGet", action.HttpGet is not null), ("httpPost", action.HttpPost is not null),
            ("tcpSocket", action.TcpSocket is not null),
        ];
        if (actions.Count(item => item.IsSet) != 1)
        {
            context.Error(Path, "must have exactly one of exec, httpGet, httpPost and tcpSocket");
        }

        if (action.Exec is not null)
        {
            CheckExec(action.Exec, spec.Executor.Type, context);
        }

        CheckPort(action.HttpGet?.Port, action, "httpGet", context);
        CheckPort(action.HttpPost?.Port, action, "httpPost", context);
        CheckPort(action.TcpSocket?.Port, action, "tcpSocket", context);
        CheckHost(spec, context);
    }

    private static void CheckExec(V1ExecAction exec, string executor, RuleContext context)
    {
        if (exec.Command is not { Count: > 0 })
        {
            context.Error(Path.Field("exec").Field("command"), "is missing: give the command and its arguments");
        }

        if (executor == HookExecutorTypes.Operator)
        {
            context.Error(Path.Field("exec"), "cannot be done by the operator, which runs no commands: use the executor Pod or Function");
        }
    }

    private static void CheckPort(IntOrString? port, HookAction action, string name, RuleContext context)
    {
        if (port is null)
        {
            return;
        }

        FieldPath path = Path.Field(name).Field("port");
        if (!int.TryParse(port.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
        {
            if (string.IsNullOrEmpty(action.ContainerName) && !context.IsOpen(port.Value ?? ""))
            {
                context.Error(Path.Field("containerName"), $"is missing: the port \"{port.Value}\" is a name, which only a container gives a meaning");
            }
        }
        else if (number is < 1 or > 65535)
        {
            context.Error(path, $"is {number}, which is no port: 1 to 65535");
        }
    }

    private static void CheckHost(HookTemplateSpec spec, RuleContext context)
    {
        if (spec.Executor!.Type != HookExecutorTypes.Operator)
        {
            return;
        }

        (string Name, bool IsSet, string? Host)[] targets =
        [
            ("httpGet", spec.Action!.HttpGet is not null, spec.Action.HttpGet?.Host),
            ("httpPost", spec.Action.HttpPost is not null, spec.Action.HttpPost?.Host),
            ("tcpSocket", spec.Action.TcpSocket is not null, spec.Action.TcpSocket?.Host),
        ];
        foreach ((string name, _, _) in targets.Where(item => item.IsSet && string.IsNullOrEmpty(item.Host)))
        {
            context.Error(Path.Field(name).Field("host"), "is missing: the operator has no pod whose address could be meant");
        }
    }
}
