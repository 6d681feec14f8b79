using System.Globalization;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Http;

namespace Cairn.ControlPlane.Lists;

/// <summary>The parameters about versions of lists and watches, and which of them go together.</summary>
internal static class ListParameters
{
    /// <summary>Checks the parameters of a list or a watch.</summary>
    /// <exception cref="ApiException">They do not go together.</exception>
    public static void Check(ApiRequest request)
    {
        string match = request.Query("resourceVersionMatch") ?? "";
        string version = request.Query("resourceVersion") ?? "";
        bool isWatch = request.IsWatch;
        bool hasInitial = request.Query("sendInitialEvents") is not null;
        List<FieldError> errors = [.. isWatch ? Watch(match, hasInitial) : List(match, version, hasInitial)];
        if (errors.Count > 0)
        {
            throw ApiErrors.InvalidOptions("ListOptions", errors);
        }

        if (!isWatch && version.Length > 0 && version != "0" && request.Query("continue") is { Length: > 0 })
        {
            throw ApiErrors.BadRequest("specifying resource version is not allowed when using continue");
        }
    }

    /// <summary>The version that a request names; 0 for none.</summary>
    /// <exception cref="ApiException">It is no number.</exception>
    public static long Version(ApiRequest request)
    {
        string text = request.Query("resourceVersion") ?? "";
        if (text.Length == 0)
        {
            return 0;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long version))
        {
            return version;
        }

        string problem = $"resourceVersion: Invalid value: {FieldError.Quote(text)}: strconv.ParseUint: parsing {FieldError.Quote(text)}: invalid syntax";
        throw request.IsWatch || request.Name is not null
            ? new ApiException(500, "", problem)
            : ApiErrors.BadRequest($"invalid resource version: {problem}");
    }

    private static IEnumerable<FieldError> List(string match, string version, bool hasInitial)
    {
        if (match.Length > 0 && version.Length == 0)
        {
            yield return FieldError.Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided");
        }
        else if (match == "Exact" && version == "0")
        {
            yield return FieldError.Forbidden("resourceVersionMatch", "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
        }
        else if (match is not ("" or "Exact" or "NotOlderThan"))
        {
            yield return FieldError.NotSupported("resourceVersionMatch", FieldError.Quote(match), ["Exact", "NotOlderThan", ""]);
        }

        if (hasInitial)
        {
            yield return FieldError.Forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list");
        }
    }

    private static IEnumerable<FieldError> Watch(string match, bool hasInitial)
    {
        if (hasInitial && match != "NotOlderThan")
        {
            yield return FieldError.Forbidden("resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        }
        else if (!hasInitial && match.Length > 0)
        {
            yield return FieldError.Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
        }
    }
}
