using System.Globalization;
using System.Text;

namespace Cairn.Operator.Metrics;

/// <summary>The text format of Prometheus, version 0.0.4. Samples of a name stand together, below one line of help.</summary>
internal sealed class MetricsText
{
    private readonly Dictionary<string, StringBuilder> _families = new(StringComparer.Ordinal);

    /// <summary>A value that goes up and down.</summary>
    public void Gauge(string name, string help, double value, params ReadOnlySpan<(string Key, string? Value)> labels) =>
        Add(name, "gauge", help, value, labels);

    /// <summary>A value that only grows while the process lives.</summary>
    public void Counter(string name, string help, double value, params ReadOnlySpan<(string Key, string? Value)> labels) =>
        Add(name, "counter", help, value, labels);

    /// <inheritdoc/>
    public override string ToString() => string.Concat(_families.Values);

    private void Add(string name, string type, string help, double value, ReadOnlySpan<(string Key, string? Value)> labels)
    {
        if (!_families.TryGetValue(name, out StringBuilder? text))
        {
            _families[name] = text = new StringBuilder($"# HELP {name} {help}\n# TYPE {name} {type}\n");
        }

        text.Append(name);
        char separator = '{';
        foreach ((string key, string? label) in labels)
        {
            text.Append(separator).Append(key).Append("=\"").Append(Escape(label ?? "")).Append('"');
            separator = ',';
        }

        text.Append(labels.Length > 0 ? "} " : " ").Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Escape(string value) => value
        .Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
