using Cairn.Api.Templates.Go;

namespace Cairn.Api.Tests.Templates.Go;

/// <summary>The functions. What is expected follows from sprig's documentation and that of Go's package <c>fmt</c>.</summary>
public class SprigFunctionsTests
{
    [Theory]
    [InlineData("{{trim \"  a b \"}}|{{trimAll \"$-\" \"-$5$\"}}|{{trimPrefix \"-\" \"-a\"}}|{{trimSuffix \"-\" \"a-\"}}", "a b|5|a|a")]
    [InlineData("{{upper \"äb\"}} {{lower \"ÄB\"}} {{title \"hello big_world x-y\"}} {{untitle \"Hello World\"}} {{swapcase \"aBc\"}}",
        "ÄB äb Hello Big_world X-Y hello world AbC")]
    [InlineData("{{repeat 3 \"ab\"}} {{substr 1 3 \"abcdef\"}} {{substr -1 2 \"abcdef\"}} {{substr 2 -1 \"abcdef\"}}", "ababab bc ab cdef")]
    [InlineData("{{trunc 3 \"hello\"}} {{trunc -3 \"hello\"}} {{trunc 9 \"hello\"}} {{abbrev 5 \"hello world\"}} {{nospace \"a b\\tc\"}}",
        "hel llo hello he... abc")]
    [InlineData("{{contains \"b\" \"abc\"}} {{hasPrefix \"a\" \"abc\"}} {{hasSuffix \"a\" \"abc\"}}", "true true false")]
    [InlineData("{{quote \"a\\\"b\" 1}} {{squote \"a\" 2}} {{cat \"a\" 1 nil \"b\"}}", "\"a\\\"b\" \"1\" 'a' '2' a 1 b")]
    [InlineData("{{indent 2 \"a\\nb\"}}|{{nindent 1 \"a\"}}", "  a\n  b|\n a")]
    [InlineData("{{replace \" \" \"-\" \"a b c\"}} {{plural \"one\" \"many\" 1}} {{plural \"one\" \"many\" 0}}", "a-b-c one many")]
    [InlineData("{{regexMatch \"^a+$\" \"aaa\"}} {{regexFind \"[0-9]+\" \"ab12c3\"}} {{regexReplaceAll \"a(x*)b\" \"-ab-axxb-\" \"${1}W\"}}",
        "true 12 -W-xxW-")]
    [InlineData("{{toString 5}}{{toString true}} {{kindOf \"a\"}} {{kindOf .List}} {{kindIs \"map\" .Map}} {{typeOf 1.5}}", "5true string slice true float64")]
    public void Render_texts(string template, string expected) => Assert.Equal(expected, GoTemplateTests.Render(template));

    [Theory]
    [InlineData("{{join \",\" .List}} {{join \"-\" \"a\"}} {{splitList \",\" \"a,b\"}} {{(split \"/\" \"a/b\")._1}} {{(splitn \"/\" 2 \"a/b/c\")._1}}",
        "one,2,true a [a b] b b/c")]
    [InlineData("{{sortAlpha (list \"b\" \"a\" \"B\")}} {{toStrings (list 1 nil 2)}}", "[B a b] [1 2]")]
    [InlineData("{{list 1 2}} {{first .List}} {{last .List}} {{rest .List}} {{initial .List}} {{first .Empty}}", "[1 2] one true [2 true] [one 2] <no value>")]
    [InlineData("{{append (list 1) 2}} {{prepend (list 1) 2}} {{concat (list 1) (list 2 3)}} {{reverse (list 1 2)}}", "[1 2] [2 1] [1 2 3] [2 1]")]
    [InlineData("{{uniq (list 1 2 1)}} {{compact (list 0 1 \"\" \"a\")}} {{without (list 1 2 3) 2}}", "[1 2] [1 a] [1 3]")]
    [InlineData("{{has 2 (list 1 2)}} {{mustHas 3 (list 1 2)}} {{chunk 2 (list 1 2 3)}}", "true false [[1 2] [3]]")]
    [InlineData("{{$l := list 1}}{{$m := append $l 2}}{{$l}}{{$m}}", "[1][1 2]")]
    [InlineData("{{until 3}} {{untilStep 3 0 -1}} {{until -2}} {{untilStep 0 5 2}} {{untilStep 0 5 0}}", "[0 1 2] [3 2 1] [0 -1] [0 2 4] []")]
    public void Render_lists(string template, string expected) => Assert.Equal(expected, GoTemplateTests.Render(template));

    [Theory]
    [InlineData("{{dict \"a\" 1 \"b\"}} {{get .Map \"a\"}} [{{get .Map \"z\"}}] {{hasKey .Map \"nothing\"}} {{keys .Map}} {{values (dict \"x\" 1)}}",
        "map[a:1 b:] 1 [] true [a b nested nothing] [1]")]
    [InlineData("{{$d := dict \"a\" 1}}{{$_ := set $d \"b\" 2}}{{$d}}{{$_ = unset $d \"a\"}}{{$d}}", "map[a:1 b:2]map[b:2]")]
    [InlineData("{{pluck \"a\" (dict \"a\" 1) (dict \"b\" 2) (dict \"a\" 3)}} {{pick .Map \"a\"}} {{omit .Map \"nested\" \"nothing\"}}",
        "[1 3] map[a:1] map[a:1 b:2]")]
    [InlineData("{{dig \"nested\" \"x\" \"no\" .Map}} {{dig \"nested\" \"z\" \"no\" .Map}}", "y no")]
    [InlineData("{{merge (dict \"a\" 1 \"n\" (dict \"x\" 1)) (dict \"a\" 2 \"b\" 3 \"n\" (dict \"x\" 2 \"y\" 2))}}", "map[a:1 b:3 n:map[x:1 y:2]]")]
    [InlineData("{{mergeOverwrite (dict \"a\" 1 \"k\" 1) (dict \"a\" 2 \"k\" 0)}}", "map[a:2 k:1]")]
    [InlineData("{{$a := dict \"n\" (dict \"x\" 1)}}{{$b := deepCopy $a}}{{$_ := set $b.n \"x\" 2}}{{$a}} {{deepEqual $a $b}}", "map[n:map[x:1]] false")]
    [InlineData("{{default \"d\" \"\"}} {{default \"d\" 0}} {{default \"d\" \"v\"}} {{.Map.z | default 5}} {{empty .Empty}} {{coalesce 0 \"\" 3}}",
        "d d v 5 true 3")]
    [InlineData("{{ternary \"a\" \"b\" true}} {{false | ternary \"a\" \"b\"}} {{all 1 \"\"}} {{any 0 1}}", "a b false true")]
    public void Render_dictionaries_and_defaults(string template, string expected) => Assert.Equal(expected, GoTemplateTests.Render(template));

    [Theory]
    [InlineData("{{add 1 2 3}} {{add1 5}} {{sub 1 3}} {{mul 2 3 4}} {{div 7 2}} {{mod 7 2}} {{max 1 5 3}} {{min 4 2}}", "6 6 -2 24 3 1 5 2")]
    [InlineData("{{add \"3\" 1.9}} {{int \"12\"}} {{int \"x\"}} {{int 3.9}} {{float64 \"1.5\"}} {{atoi \"7\"}} {{int64 \"0x10\"}}", "4 12 0 3 1.5 7 16")]
    [InlineData("{{ceil 1.2}} {{floor 1.8}} {{round 123.5555 3}} {{div -9223372036854775808 -1}}", "2 1 123.556 -9223372036854775808")]
    public void Render_numbers(string template, string expected) => Assert.Equal(expected, GoTemplateTests.Render(template));

    [Theory]
    [InlineData("{{toJson .Map}} {{toJson .List}}", "{\"a\":1,\"b\":2,\"nested\":{\"x\":\"y\"},\"nothing\":null} [\"one\",2,true]")]
    [InlineData("{{toJson \"<a>&\\\"\\u2028\\n\\x01é\"}} {{toRawJson \"<a>\"}}", "\"\\u003ca\\u003e\\u0026\\\"\\u2028\\n\\u0001é\" \"<a>\"")]
    [InlineData("{{toJson 1e21}} {{toJson 1e20}} {{toJson 0.0000001}} {{toJson 1.5}} {{toJson .Target}}",
        "1e+21 100000000000000000000 1e-7 1.5 {\"Kind\":\"Postgres\",\"Name\":\"sample-postgres\"}")]
    [InlineData("{{toPrettyJson (dict \"a\" (list 1) \"b\" dict)}}", "{\n  \"a\": [\n    1\n  ],\n  \"b\": {}\n}")]
    [InlineData("{{(fromJson \"{\\\"a\\\":[1,2.5,null,true]}\").a}} {{toJson (fromJson \"5\")}} {{toJson .Time}}",
        "[1 2.5 <nil> true] 5 \"2026-02-03T14:05:06.123+01:00\"")]
    [InlineData("{{b64enc \"aä\"}} {{b64dec \"YcOk\"}} {{sha256sum \"a\"}}", "YcOk aä ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb")]
    public void Render_encodings(string template, string expected) => Assert.Equal(expected, GoTemplateTests.Render(template));

    [Theory]
    [InlineData("{{date \"2006-01-02 15:04:05\" .Time}} {{date \"Mon Jan _2 3:04PM 2006\" .Time}}", "2026-02-03 14:05:06 Tue Feb  3 2:05PM 2026")]
    [InlineData("{{.Time.Format \"Monday, 02 January 06 .000 .999999 Z07:00 -0700 002 pm\"}}", "Tuesday, 03 February 26 .123 .123 +01:00 +0100 034 pm")]
    [InlineData("{{.Time}} {{now}}", "2026-02-03 14:05:06.123 +0100 +01 2026-01-02 03:04:05 +0000 UTC")]
    [InlineData("{{dateInZone \"15:04 -07:00\" .Time \"America/New_York\"}} {{dateInZone \"15:04\" .Time \"No/Where\"}}", "08:05 -05:00 13:05")]
    [InlineData("{{htmlDate now}} {{date \"2006\" 0}} {{unixEpoch now}} {{now | dateModify \"-1.5h\" | date \"15:04\"}} {{duration 95}}",
        "2026-01-02 1970 1767323045 01:34 1m35s")]
    [InlineData("{{toDate \"2006-01-02\" \"2017-12-31\" | date \"02/01/2006\"}}", "31/12/2017")]
    [InlineData("{{(toDate \"2006-01-02T15:04:05Z07:00\" \"2017-12-31T23:59:59.5+02:00\").Unix}}", "1514757599")]
    [InlineData("{{date \"January Janet 2 _2006 15h04\" .Time}}", "February Janet 3 _2026 14h05")]
    public void Render_dates(string template, string expected) => Assert.Equal(expected, GoTemplateTests.Render(template));

    [Theory]
    [InlineData("%d|%5d|%-5d|%05d|%+d|% d|%x|%X|%#x|%o|%b|%c|%U|%q", "42 42 42 42 42 42 255 255 255 8 5 97 97 97",
        "42|   42|42   |00042|+42| 42|ff|FF|0xff|10|101|a|U+0061|'a'")]
    [InlineData("%05d|%.3d|%3c", "-42 7 97", "-0042|007|  a")]
    [InlineData("%s|%10s|%-10s|%.2s|%q|%x|%X|%v", "`a` `b` `c` `defg` `h\"i` `jk` `jk` `l`", "a|         b|c         |de|\"h\\\"i\"|6a6b|6A6B|l")]
    [InlineData("%f|%.2f|%8.2f|%e|%g|%G|%.3g|%.3g|%v|%6.1f|%.2f|%.2f", "1.5 2.675 2.5 1234.5 0.00001 0.00001 1234.5 1.0 1e20 -2.55 0.125 0.375",
        "1.500000|2.67|    2.50|1.234500e+03|1e-05|1E-05|1.23e+03|1|1e+20|  -2.5|0.12|0.38")]
    [InlineData("%t|%v|%T|%T|%T|%T|%T", "true nil 1 `a` 1.5 (list) (dict)", "true|<nil>|int|string|float64|[]interface {}|map[string]interface {}")]
    [InlineData("%d|%s|%t|%z|%s", "`a` 5 1 2 nil", "%!d(string=a)|%!s(int=5)|%!t(int=1)|%!z(int=2)|%!s(<nil>)")]
    [InlineData("%d %d", "1", "1 %!d(MISSING)")]
    [InlineData("%d", "1 2 `x`", "1%!(EXTRA int=2, string=x)")]
    [InlineData("100%", "", "100%!(NOVERB)")]
    [InlineData("100%%", "", "100%")]
    [InlineData("%v %d %q", "(list 1 `a`) (list 1 2) (list `a` `b`)", "[1 a] [1 2] [\"a\" \"b\"]")]
    [InlineData("%v %+v", ".Target .Target", "{Postgres sample-postgres} {Kind:Postgres Name:sample-postgres}")]
    [InlineData("%v", "(dict `b` 1 `a` (list))", "map[a:[] b:1]")]
    [InlineData("%s/%s", ".Namespace .Target.Name", "demo/sample-postgres")]
    public void Render_printf(string format, string arguments, string expected) =>
        Assert.Equal(expected, GoTemplateTests.Render($"{{{{printf `{format}` {arguments}}}}}"));

    [Theory]
    [InlineData("", "Backup completed for demo/sample-postgres Status: Succeeded.")]
    [InlineData("disk \"full\"", "Backup failed for demo/sample-postgres Status: disk \\\"full\\\".")]
    public void Render_message_for_a_chat(string error, string expected)
    {
        const string body = """
            {{$msg := dict "type" "text"}}{{if eq .Status.Phase "Succeeded"}}
            {{- $msg = dict "type" "text" "text" (printf "Backup completed for %s/%s Status: %s." .Namespace .Target.Name .Status.Phase) -}}
            {{else}}{{- $msg = dict "type" "text" "text" (printf "Backup failed for %s/%s Status: %s." .Namespace .Target.Name .Status.Error) -}}{{end}}
            {"text": {{ toJson $msg }}}
            """;
        string rendered = GoTemplate.Parse(body).Render(GoTemplateTests.Summary(error.Length == 0 ? "Succeeded" : "Failed", error));
        Assert.Equal($"\n{{\"text\": {{\"text\":\"{expected}\",\"type\":\"text\"}}}}", rendered);
    }
}
