using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Cairn.Cli.Commands.Operating;

/// <summary>Logs of the operator, on the error output: JSON lines with the object of each line for clusters, readable lines for a terminal.</summary>
internal static class OperatorLogs
{
    private const string Time = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";

    /// <summary>Makes the factory.</summary>
    /// <param name="isJson">JSON lines.</param>
    /// <param name="level">What is less important is left out.</param>
    public static ILoggerFactory Create(bool isJson, LogLevel level) => LoggerFactory.Create(builder =>
    {
        builder.SetMinimumLevel(level).AddFilter("Microsoft", LogLevel.Warning);
        if (isJson)
        {
            builder.AddJsonConsole(options => Apply(options));
        }
        else
        {
            builder.AddSimpleConsole(options =>
            {
                Apply(options);
                options.SingleLine = true;
                options.ColorBehavior = LoggerColorBehavior.Disabled;
            });
        }

        builder.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
    });

    private static void Apply(ConsoleFormatterOptions options)
    {
        options.IncludeScopes = true;
        options.UseUtcTimestamp = true;
        options.TimestampFormat = Time;
    }
}
