namespace Cairn.ControlPlane.Errors;

/// <summary>One thing that is wrong with one field of an object.</summary>
/// <param name="Field">Path of the field, such as <c>spec.path</c>.</param>
/// <param name="Reason">Machine-readable cause, such as <c>FieldValueInvalid</c>.</param>
/// <param name="Message">The sentence, without the path.</param>
internal sealed record FieldError(string Field, string Reason, string Message)
{
    /// <summary>A field that has to be there.</summary>
    public static FieldError Required(string field, string detail = "") =>
        new(field, "FieldValueRequired", detail.Length == 0 ? "Required value" : $"Required value: {detail}");

    /// <summary>A value that is not allowed.</summary>
    /// <param name="field">Path of the field.</param>
    /// <param name="value">The value as it is shown; texts come in quotes (see <see cref="Quote"/>).</param>
    /// <param name="detail">What is wrong with it.</param>
    public static FieldError Invalid(string field, string value, string detail) =>
        new(field, "FieldValueInvalid", $"Invalid value: {value}: {detail}");

    /// <summary>A value of another type than the field's.</summary>
    public static FieldError TypeInvalid(string field, string value, string detail) =>
        new(field, "FieldValueTypeInvalid", $"Invalid value: {value}: {detail}");

    /// <summary>A value that is not one of a few.</summary>
    public static FieldError NotSupported(string field, string value, IEnumerable<string> supported) =>
        new(field, "FieldValueNotSupported", $"Unsupported value: {value}: supported values: {string.Join(", ", supported.Select(Quote))}");

    /// <summary>A field that may not be set, or not now.</summary>
    public static FieldError Forbidden(string field, string detail) => new(field, "FieldValueForbidden", $"Forbidden: {detail}");

    /// <summary>A value that must be there once only.</summary>
    public static FieldError Duplicate(string field, string value) => new(field, "FieldValueDuplicate", $"Duplicate value: {value}");

    /// <summary>A name of something that is not there.</summary>
    public static FieldError NotFound(string field, string value) => new(field, "FieldValueNotFound", $"Not found: {value}");

    /// <summary>A text that is too long, in bytes.</summary>
    public static FieldError TooLong(string field, long maximum) =>
        new(field, "FieldValueTooLong", $"Too long: may not be more than {maximum} bytes");

    /// <summary>A list or map with too many entries.</summary>
    public static FieldError TooMany(string field, long count, long maximum) =>
        new(field, "FieldValueTooMany", $"Too many: {count}: must have at most {maximum} items");

    /// <summary>A text in quotes, with what would break them escaped.</summary>
    public static string Quote(string text) => $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n").Replace("\t", "\\t")}\"";
}
