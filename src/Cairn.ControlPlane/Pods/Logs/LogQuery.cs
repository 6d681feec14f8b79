using System.Globalization;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Http;

namespace Cairn.ControlPlane.Pods.Logs;

/// <summary>Reads the options of a log from the query of its request.</summary>
internal static class LogQuery
{
    /// <summary>The options.</summary>
    /// <exception cref="ApiException">They are not valid.</exception>
    public static LogOptions Read(ApiRequest request, DateTimeOffset now)
    {
        List<FieldError> errors = [];
        long? seconds = Number(request, "sinceSeconds", 1, errors);
        LogOptions options = new()
        {
            IsFollowing = request.IsSet("follow"),
            HasTimes = request.IsSet("timestamps"),
            TailLines = Number(request, "tailLines", 0, errors),
            LimitBytes = Number(request, "limitBytes", 1, errors),
            Since = seconds is { } period ? now.AddSeconds(-period) : Time(request.Query("sinceTime")),
        };
        return errors.Count == 0 ? options : throw ApiErrors.Invalid("", "PodLogOptions", request.Name ?? "", errors);
    }

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;

    private static long? Number(ApiRequest request, string name, long minimum, List<FieldError> errors)
    {
        if (request.Query(name) is not { Length: > 0 } text)
        {
            return null;
        }

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) || number < minimum)
        {
            errors.Add(FieldError.Invalid(name, text, minimum == 0 ? "must be greater than or equal to 0" : "must be greater than 0"));
        }

        return number;
    }
}
