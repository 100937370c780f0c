using System.Text;

namespace FamilyLink.Load.Fuzz;

/// <summary>One member of a JSON object: <paramref name="Value"/> is JSON as written, or a list of members.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">A <see cref="string"/> of JSON, or a <see cref="List{T}"/> of members.</param>
/// <param name="Free">True when a fault in it may cost nobody their words.</param>
internal sealed record JsonMember(string Name, object Value, bool Free = true);

/// <summary>JSON written by hand, so that it can be wrong in every way that a writer can be wrong.</summary>
internal static class AnyJson
{
    /// <summary>Stands for a byte that is no UTF-8 at all.</summary>
    private const char BadByte = '\uE000';

    private static readonly string[] Strangers = ["extra", "__proto__", "constructor", "$type", "$ref", "$id", "$values", "", "\u0000", "ຊື່", "properties", "metadata", "a.b[0]", "from.id"];

    /// <summary>Any value of any type.</summary>
    public static string Value(Random random, bool badBytes) => random.Next(14) switch
    {
        0 => "null",
        1 => "true",
        2 => "false",
        3 => Quote(AnyText.Number(random), random),
        4 => AnyText.Number(random) is var number && number.StartsWith("00", StringComparison.Ordinal) ? "0" : number,
        5 => "[]",
        6 => "{}",
        7 => $"[{Value(random, badBytes)},{Value(random, badBytes)}]",
        8 => $"{{{Quote(Strangers[random.Next(Strangers.Length)], random)}:{Value(random, badBytes)}}}",
        9 => Nested(random.Next(1, random.Next(20) == 0 ? 900 : 90), random),
        10 when badBytes => "\"" + BadByte + Quote(AnyText.Value(random), random)[1..],
        _ => Quote(AnyText.Value(random), random),
    };

    /// <summary>A text in quotation marks; half a pair of surrogates becomes an escape, as writers of JSON make it.</summary>
    public static string Quote(string text, Random random)
    {
        var json = new StringBuilder("\"", text.Length + 2);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var pair = char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (c is '"' or '\\')
            {
                json.Append('\\').Append(c);
            }
            else if (pair)
            {
                json.Append(c).Append(text[++i]);
            }
            else if (c < ' ' || char.IsSurrogate(c) || c == BadByte || random.Next(50) == 0)
            {
                json.Append("\\u").Append(((int)c).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
            }
            else
            {
                json.Append(c);
            }
        }

        return json.Append('"').ToString();
    }

    /// <summary>Changes a member somewhere: takes it away, doubles it, empties it, gives it any value, puts a stranger beside it.</summary>
    /// <param name="members">The object.</param>
    /// <param name="onlyFree">Leaves alone what says who speaks, and what.</param>
    /// <param name="badBytes">Whether a value may hold bytes that are no UTF-8.</param>
    /// <param name="random">Decides.</param>
    public static void Mutate(List<JsonMember> members, bool onlyFree, bool badBytes, Random random)
    {
        var at = random.Next(members.Count + 1);
        if (at == members.Count || random.Next(12) == 0)
        {
            members.Insert(random.Next(members.Count + 1), new JsonMember(Strangers[random.Next(Strangers.Length)], Value(random, badBytes)));
            return;
        }

        var member = members[at];
        if (member.Value is List<JsonMember> { Count: > 0 } inner && random.Next(4) > 0)
        {
            Mutate(inner, onlyFree, badBytes, random);
        }
        else if (member.Free || !onlyFree)
        {
            switch (random.Next(6))
            {
                case 0:
                    members.RemoveAt(at);
                    break;
                case 1:
                    members.Insert(random.Next(members.Count + 1), member with { Value = Value(random, badBytes) });
                    break;
                case 2:
                    members[at] = member with { Value = "\"\"" };
                    break;
                default:
                    members[at] = member with { Value = Value(random, badBytes) };
                    break;
            }
        }
    }

    /// <summary>The bytes of an object.</summary>
    public static byte[] Bytes(List<JsonMember> members, Random random)
    {
        var text = new StringBuilder();
        Write(members, text, random);
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        var bad = "\uE000"u8;
        for (var at = bytes.AsSpan().IndexOf(bad); at >= 0; at = bytes.AsSpan().IndexOf(bad))
        {
            bytes = [.. bytes[..at], (byte)random.Next(0x80, 0x100), .. bytes[(at + bad.Length)..]];
        }

        return bytes;
    }

    private static string Nested(int depth, Random random)
    {
        var (open, close) = random.Next(2) == 0 ? ("[", "]") : ("{\"a\":", "}");
        return string.Concat(Enumerable.Repeat(open, depth)) + (open == "[" ? "" : "1") + string.Concat(Enumerable.Repeat(close, depth));
    }

    private static void Write(List<JsonMember> members, StringBuilder text, Random random)
    {
        text.Append('{');
        for (var i = 0; i < members.Count; i++)
        {
            text.Append(i == 0 ? "" : ",").Append(Quote(members[i].Name, random)).Append(':');
            if (members[i].Value is List<JsonMember> inner)
            {
                Write(inner, text, random);
            }
            else
            {
                text.Append((string)members[i].Value);
            }
        }

        text.Append('}');
    }
}
