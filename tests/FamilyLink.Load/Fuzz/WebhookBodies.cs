using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FamilyLink.Channels.Kannel;
using FamilyLink.Channels.Twilio;
using FamilyLink.Tests.Infrastructure;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace FamilyLink.Load.Fuzz;

/// <summary>One request of the fuzz.</summary>
/// <param name="Number">Which it is: seed and number make it again.</param>
/// <param name="Webhook">The path it goes to.</param>
/// <param name="Bytes">The whole HTTP request.</param>
/// <param name="Stop">The id under which a STOP must be stored, or null when it holds none.</param>
/// <param name="Twice">Whether it comes twice.</param>
internal sealed record WebhookRequest(long Number, string Webhook, byte[] Bytes, string? Stop, bool Twice);

/// <summary>
/// What gateways send to the webhooks, signed as they sign it, with faults in it. One in twenty says STOP; its faults are only where nobody reads who speaks,
/// and what. One file past 300 lines: each webhook's real body stands beside what is done to it.
/// </summary>
/// <param name="publicBaseUrl">What signatures are computed over.</param>
/// <param name="seed">With a number it makes the same request again.</param>
/// <param name="sent">Ids of messages that the service has sent, for reports about them.</param>
internal sealed class WebhookBodies(string publicBaseUrl, int seed, IReadOnlyList<Guid> sent)
{
    /// <summary>The account of every request of Twilio's.</summary>
    public const string AccountSid = "AC0123456789abcdef0123456789abcdef";

    private const int LongestLine = 180_000;
    private const string FormType = "application/x-www-form-urlencoded";
    private const string JsonType = "application/json";

    private static readonly string[] Stops = ["STOP", "stop", "Stop.", "ຢຸດ", "หยุด", "9", "໙", "STOP\uFFFE", "please stop", "\u200BSTOP\u200B"];

    private static readonly string[] WrongTypes =
    [
        "", "text/plain", "text/html", "multipart/form-data; boundary=x", "multipart/form-data", "application/xml", "application/json", FormType, "application/json; charset=utf-16", "application/json; charset=x-unknown",
        "application/json; charset=utf-7", "application/json; charset=\"\"", "application/json; charset=windows-874", FormType + "; charset=utf-16", FormType + "; charset=x", "application/problem+json", ";;;", "application/json, text/html", "a/b; c",
    ];

    private static readonly string[] Charsets =
    [
        "UTF-8", "utf8", "UTF-16BE", "UTF-16LE", "UTF-16", "UTF-32", "utf-7", "8-BIT", "LATIN1", "ISO8859-1", "windows-1252", "windows-874", "TIS-620", "iso-2022-jp", "hz-gb-2312", "x-iscii-ta", "GSM", "US-ASCII", "x-unknown", " ", "\u0000", "ກ", "0", "65000", "x-cp50227",
    ];

    // Of these the first are more often asked for by gateways than the last.
    private static readonly string[] Webhooks =
    [
        "/twilio/sms", "/api/messages", "/kannel/mo", "/chat/say", "/twilio/sms", "/api/messages", "/kannel/mo", "/twilio/voice/turn", "/twilio/voice", "/twilio/status", "/kannel/dlr", "/twilio/voice/answered", "/chat/heard",
    ];

    /// <summary>Makes one.</summary>
    public WebhookRequest Make(long number)
    {
        var random = new Random(unchecked((int)((number * 2_654_435_761) ^ (seed * 40_503L))));
        var webhook = Webhooks[random.Next(Webhooks.Length)];
        var stops = webhook is "/twilio/sms" or "/api/messages" or "/kannel/mo" or "/chat/say" or "/twilio/voice/turn" && random.Next(100) < 9;
        var twice = random.Next(20) == 0;
        var (bytes, id) = webhook switch
        {
            "/twilio/sms" => Sms(number, stops, random),
            "/twilio/status" => Signed(webhook, Reported(random), Status(number, random), false, random),
            "/twilio/voice" => Signed(webhook, "", Call(number, false, random), false, random),
            "/twilio/voice/turn" => Turn(number, stops, random),
            "/twilio/voice/answered" => Signed(webhook, Reported(random), Call(number, false, random), false, random),
            "/api/messages" => Activity(number, stops, random),
            "/kannel/mo" => Written(number, stops, random),
            "/kannel/dlr" => Delivered(random),
            "/chat/say" => Said(number, stops, random),
            _ => Heard(number, random),
        };
        return new WebhookRequest(number, webhook, bytes, stops ? id : null, twice);
    }

    private string Id(long number) => string.Create(CultureInfo.InvariantCulture, $"{seed:x8}{number:x24}");

    // Who says STOP says nothing else; everybody else is one of two thousand, or nobody.
    private static string From(long number, bool stops, Random random) => stops ? string.Create(CultureInfo.InvariantCulture, $"+85620{number % 100_000_000:d8}")
        : random.Next(4) == 0 ? AnyText.Value(random, 60)
        : string.Create(CultureInfo.InvariantCulture, $"+85630{random.Next(2_000):d7}");

    private static string Words(bool stops, Random random) => stops ? Stops[random.Next(Stops.Length)]
        : random.Next(200) == 0 ? AnyText.Value(random, 70_000)
        : random.Next(3) == 0 ? ((string[])["1", "2", "3", "8", "0", "ສະບາຍດີ", "menu", "ข่าว", "?"])[random.Next(9)]
        : AnyText.Value(random);

    private (byte[] Bytes, string Id) Sms(long number, bool stops, Random random)
    {
        var id = "SM" + (stops || random.Next(50) > 0 ? Id(number) : Id(random.Next(50)));
        List<Field> fields =
        [
            new("MessageSid", id, false), new("SmsSid", id), new("SmsMessageSid", id), new("AccountSid", AccountSid, false), new("MessagingServiceSid", "MG" + Id(1)), new("From", From(number, stops, random), false),
            new("To", "+15005550006"), new("Body", Words(stops, random), false), new("NumMedia", "0"), new("NumSegments", "1"), new("SmsStatus", "received"), new("ApiVersion", "2010-04-01"), new("FromCountry", "LA"),
            new("FromState", ""), new("FromCity", ""), new("FromZip", ""), new("ToCountry", "US"), new("ToCity", ""), new("MediaUrl0", "https://api.twilio.com/x"), new("MediaContentType0", "image/jpeg"), new("OptOutType", "STOP"), new("AddOns", "{\"status\":\"successful\"}"),
        ];
        return (Signed("/twilio/sms", "", fields, stops, random).Bytes, id);
    }

    private (byte[] Bytes, string Id) Turn(long number, bool stops, Random random)
    {
        var turn = stops ? 1 : random.Next(1, 5);
        var query = stops || random.Next(4) > 0 ? string.Create(CultureInfo.InvariantCulture, $"?t={turn}") : "?t=" + AnyQuery(random) + (string[])["", "&silent=1", "&person=1", "&t=2"] switch { var more => more[random.Next(4)] };
        var fields = Call(number, stops, random);
        fields.Add(new Field("Digits", stops ? "9" : ((string[])["", "1", "2", "#", "*", "739214", "0", AnyText.Value(random, 100)])[random.Next(8)], false));
        fields.Add(new Field("msg", "Gather End"));
        fields.Add(new Field("FinishedOnKey", "#"));
        var (bytes, _) = Signed("/twilio/voice/turn", query, fields, stops, random);
        return (bytes, string.Create(CultureInfo.InvariantCulture, $"CA{Id(number)}:{turn}"));
    }

    private List<Field> Call(long number, bool stops, Random random) =>
    [
        new("CallSid", "CA" + (stops || random.Next(3) > 0 ? Id(number) : Id(random.Next(200))), false), new("AccountSid", AccountSid, false), new("From", From(number, stops, random), false), new("To", "+15005550006"), new("CallStatus", "in-progress"),
        new("Direction", stops || random.Next(4) > 0 ? "inbound" : "outbound-api", false), new("ApiVersion", "2010-04-01"), new("CallerName", ""), new("ForwardedFrom", "+15005550006"), new("AnsweredBy", "human"), new("DialCallStatus", "completed"),
        new("Timestamp", "Tue, 24 Nov 2026 04:05:06 +0000"), new("StirVerstat", "TN-Validation-Passed-A"),
    ];

    private List<Field> Status(long number, Random random)
    {
        List<Field> fields =
        [
            new("MessageSid", "SM" + Id(number)), new("SmsSid", "SM" + Id(number)), new("MessageStatus", ((string[])["sent", "delivered", "undelivered", "failed", "read", "queued"])[random.Next(6)]), new("ErrorCode", ((string[])["30003", "21610", "30008", "0"])[random.Next(4)]),
            new("AccountSid", AccountSid), new("From", "+15005550006"), new("To", "+8562055550101"), new("ApiVersion", "2010-04-01"), new("RawDlrDoneDate", "2611240405"),
        ];
        if (random.Next(3) == 0)
        {
            fields.AddRange([new Field("CallSid", "CA" + Id(number)), new Field("CallStatus", ((string[])["completed", "busy", "no-answer", "failed"])[random.Next(4)]), new Field("CallDuration", "17"), new Field("SequenceNumber", "3"), new Field("AnsweredBy", "machine_start")]);
        }

        return fields;
    }

    private (byte[] Bytes, string Id) Activity(long number, bool stops, Random random)
    {
        var id = stops || random.Next(50) > 0 ? "mid." + Id(number) : "mid." + Id(random.Next(50));
        var account = stops ? Id(number) : random.Next(2_000).ToString(CultureInfo.InvariantCulture);
        string Q(string text) => AnyJson.Quote(text, random);
        List<JsonMember> members =
        [
            new("type", stops || random.Next(5) > 0 ? "\"message\"" : ((string[])["\"messageUpdate\"", "\"invoke\"", "\"event\"", "\"conversationUpdate\"", "\"typing\"", "\"messageReaction\"", "\"installationUpdate\"", "\"endOfConversation\"", "\"command\"", "\"handoff\"", "\"trace\"", "\"messageDelete\""])[random.Next(12)], false),
            new("id", Q(id), false), new("timestamp", "\"2026-11-24T04:05:06.789Z\""), new("localTimestamp", "\"2026-11-24T11:05:06.789+07:00\""), new("localTimezone", "\"Asia/Vientiane\""), new("serviceUrl", "\"http://127.0.0.1:9/\"", false), new("channelId", "\"facebook\"", false),
            new("from", new List<JsonMember> { new("id", Q(account), false), new("name", "\"Somebody\""), new("aadObjectId", "\"a\""), new("properties", "{}") }, false),
            new("conversation", new List<JsonMember> { new("isGroup", "false", false), new("id", Q(account + "-1010"), false), new("name", "\"\""), new("conversationType", "\"personal\""), new("tenantId", "\"t\"") }, false),
            new("recipient", new List<JsonMember> { new("id", "\"1010\"", false), new("name", "\"Page\"") }, false),
            new("text", Q(Words(stops, random)), false), new("textFormat", "\"plain\""), new("locale", "\"lo-LA\""), new("inputHint", "\"acceptingInput\""), new("importance", "\"normal\""), new("expiration", "\"2026-11-25T04:05:06Z\""),
            new("attachments", "[{\"contentType\":\"image/jpeg\",\"contentUrl\":\"https://cdn.example/x.jpg\",\"content\":{\"a\":1}}]"), new("entities", "[{\"type\":\"clientInfo\",\"locale\":\"lo-LA\"}]"), new("membersAdded", "[{\"id\":\"1\"}]"), new("reactionsAdded", "[{\"type\":\"like\"}]"),
            new("replyToId", "\"m\""), new("value", "{\"a\":1}"), new("valueType", "\"t\""), new("name", "\"n\""), new("relatesTo", "{\"activityId\":\"x\"}"), new("suggestedActions", "{\"to\":[\"1\"],\"actions\":[{\"type\":\"imBack\",\"title\":\"a\",\"value\":{}}]}"), new("semanticAction", "{\"id\":\"a\",\"entities\":{}}"),
            new("listenFor", "[\"a\"]"), new("textHighlights", "[{\"text\":\"a\",\"occurrence\":1}]"), new("historyDisclosed", "true"), new("action", "\"add\""), new("code", "\"completedSuccessfully\""), new("callerId", "\"urn:botframework:azure\""), new("deliveryMode", random.Next(6) > 0 ? "\"expectReplies\"" : "\"normal\"", false),
            new("channelData", new List<JsonMember> { new("sender", new List<JsonMember> { new("id", Q(account)) }), new("recipient", "{\"id\":\"1010\"}"), new("timestamp", "1795493106789"), new("message", new List<JsonMember> { new("mid", Q(id)), new("seq", "1"), new("text", "\"x\""), new("attachments", "[]") }) }),
        ];
        if (!stops && random.Next(5) == 0)
        {
            members.Add(new JsonMember("channelData", new List<JsonMember> { new("postback", new List<JsonMember> { new("payload", AnyJson.Value(random, true)) }), new("message", new List<JsonMember> { new("quick_reply", AnyJson.Value(random, true)), new("is_echo", AnyJson.Value(random, true)) }) }));
        }

        Mutate(members, stops, stops || random.Next(2) > 0, random);
        var stored = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"facebook\n{account}-1010\n{account}\n{id}")));
        return (Post("/api/messages", stops ? GoodJsonType(random) : AnyType(JsonType, random), "", Broken(AnyJson.Bytes(members, random), stops, random), random), stored);
    }

    private (byte[] Bytes, string Id) Said(long number, bool stops, Random random)
    {
        var (account, id) = (Guid.ParseExact(stops ? Id(number) : Id(random.Next(2_000)), "N").ToString("D"), Id(number));
        List<JsonMember> members = [new("account", $"\"{account}\"", false), new("id", $"\"{id}\"", false), new("text", AnyJson.Quote(Words(stops, random), random), false), new("after", "0")];
        Mutate(members, stops, true, random);
        var stored = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"familylink-web\n{account}\n{account}\n{id}")));
        return (Chat("/chat/say", number, members, stops, random), stored);
    }

    private (byte[] Bytes, string Id) Heard(long number, Random random)
    {
        List<JsonMember> members = [new("account", $"\"{Guid.ParseExact(Id(random.Next(2_000)), "N"):D}\""), new("after", "0")];
        Mutate(members, false, true, random);
        return (Chat("/chat/heard", number, members, false, random), "");
    }

    private static byte[] Chat(string path, long number, List<JsonMember> members, bool stops, Random random)
    {
        var mark = stops || random.Next(50) > 0 ? "X-Chat: 1\r\n" : "";

        // Each from an address of its own: how much one address may say is limited.
        return Post(path, stops ? GoodJsonType(random) : AnyType(JsonType, random), string.Create(CultureInfo.InvariantCulture, $"{mark}X-Forwarded-For: 10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}\r\n"), Broken(AnyJson.Bytes(members, random), stops, random), random, chunked: false);
    }

    private (byte[] Bytes, string Id) Written(long number, bool stops, Random random)
    {
        var id = Guid.ParseExact(stops || random.Next(50) > 0 ? Id(number) : Id(random.Next(1, 50)), "N");
        var words = Words(stops, random);
        var (charset, coding) = random.Next(3) switch { 0 => ("UTF-16BE", "2"), 1 => ("UTF-8", "0"), _ => ("", "2") };
        var text = charset == "UTF-8" ? Bytes(words) : Encoding.BigEndianUnicode.GetBytes(words);
        if (!stops && random.Next(3) == 0)
        {
            (charset, coding) = (Charsets[random.Next(Charsets.Length)], ((string[])["0", "1", "2", "3", "", "x"])[random.Next(6)]);
            text = random.Next(2) == 0 ? text : [.. text[..random.Next(text.Length + 1)], .. RandomNumberBytes(random)];
        }

        List<Field> fields =
        [
            new("secret", KannelOptions.DemoSecret, false), new("id", id.ToString("D"), false), new("from", From(number, stops, random), false), new("text", "", false, text), new("charset", charset, false), new("coding", coding, false),
            new("to", "8880"), new("time", "2026-11-24 04:05:06"), new("smsc", "operator"), new("udh", ""), new("binfo", ""), new("account", ""),
        ];
        return (Get("/kannel/mo", fields, stops, random), id.ToString("N"));
    }

    private (byte[] Bytes, string Id) Delivered(Random random)
    {
        List<Field> fields =
        [
            new("secret", KannelOptions.DemoSecret), new("id", AnySent(random)), new("status", ((string[])["1", "2", "4", "8", "16", "34", "0"])[random.Next(7)]), new("time", "2026-11-24 04:05:06"), new("smsc", "operator"),
            new("answer", ((string[])["id:1 sub:001 dlvrd:000 submit date:2611240405 done date:2611240405 stat:UNDELIV err:001 text:", "NACK/0x0000000b/Invalid destination", "ACK/"])[random.Next(3)]),
        ];
        return (Get("/kannel/dlr", fields, false, random), "");
    }

    private string AnySent(Random random) => sent.Count > 0 && random.Next(2) == 0 ? sent[random.Next(sent.Count)].ToString() : random.Next(2) == 0 ? AnyText.Value(random, 100) : Guid.Empty.ToString();

    private string Reported(Random random) => random.Next(6) == 0 ? "" : "?m=" + (random.Next(2) == 0 ? AnySent(random) is var id && Guid.TryParse(id, out _) ? id : "x" : AnyQuery(random));

    // As it may stand in an address: letters as escapes, among them such as mean nothing.
    private static string AnyQuery(Random random) => random.Next(5) switch
    {
        0 => AnyText.Number(random),
        1 => "%",
        2 => "%ff%fe%00&&=&" + Uri.EscapeDataString(AnyText.Number(random)),
        3 => "a=b#c?d",
        _ => string.Concat(Bytes(AnyText.Value(random, 300)).Select(b => "%" + b.ToString("X2", CultureInfo.InvariantCulture))),
    };

    private static void Mutate(List<JsonMember> members, bool onlyFree, bool badBytes, Random random)
    {
        for (var times = random.Next(1, 6); times > 0; times--)
        {
            AnyJson.Mutate(members, onlyFree, badBytes, random);
        }
    }

    private (byte[] Bytes, string Id) Signed(string path, string query, List<Field> fields, bool stops, Random random)
    {
        Mutate(fields, stops, random);
        var body = new MemoryStream();
        foreach (var field in fields)
        {
            body.Write(Encoding.ASCII.GetBytes(body.Length == 0 ? "" : "&"));
            body.Write(Escaped(Bytes(field.Name), random, raw: false));
            body.Write("="u8);
            body.Write(Escaped(field.Bytes ?? Bytes(field.Value), random, raw: !stops && random.Next(20) == 0));
        }

        var bytes = Broken(body.ToArray(), stops, random);
        string signature;
        try
        {
            // What no gateway writes, letters that are none, is signed as it will be read.
            using var reader = new FormReader(new MemoryStream(bytes), new UTF8Encoding(false, false)) { ValueCountLimit = 200, ValueLengthLimit = 64 * 1024 };
            signature = TwilioSignature.Compute(TwilioOptions.DemoAuthToken, publicBaseUrl + path + query, reader.ReadForm());
        }
        catch (InvalidDataException)
        {
            signature = "none";
        }

        signature = stops || random.Next(100) > 0 ? signature : "c2lnbmVkIGJ5IG5vYm9keQ==";
        var type = stops ? ((string[])[FormType, FormType + "; charset=UTF-8", "Application/X-WWW-Form-Urlencoded;charset=utf-8"])[random.Next(3)] : AnyType(FormType, random);
        return (Post(path + query, type, $"X-Twilio-Signature: {signature}\r\nI-Twilio-Idempotency-Token: {random.Next()}\r\n", bytes, random), "");
    }

    private static void Mutate(List<Field> fields, bool onlyFree, Random random)
    {
        for (var times = random.Next(1, 6); times > 0; times--)
        {
            var at = random.Next(fields.Count);
            var field = fields[at];
            if (random.Next(8) == 0)
            {
                fields.Insert(random.Next(fields.Count + 1), new Field("x" + AnyText.Value(random, 200), AnyText.Value(random)));
            }
            else if (field.Free || !onlyFree)
            {
                switch (random.Next(6))
                {
                    case 0 when fields.Count > 1:
                        fields.RemoveAt(at);
                        break;
                    case 1:
                        fields.Insert(random.Next(fields.Count + 1), field with { Value = AnyText.Value(random), Bytes = null });
                        break;
                    case 2:
                        fields[at] = field with { Value = "", Bytes = null };
                        break;
                    default:
                        fields[at] = field with { Value = AnyText.Value(random, onlyFree || random.Next(50) > 0 ? 2_000 : 70_000), Bytes = null };
                        break;
                }
            }
        }
    }

    private static byte[] Get(string path, List<Field> fields, bool stops, Random random)
    {
        Mutate(fields, stops, random);
        var line = new MemoryStream();
        line.Write(Encoding.ASCII.GetBytes($"GET {path}?"));
        for (var i = 0; i < fields.Count; i++)
        {
            var value = Escaped(fields[i].Bytes ?? Bytes(fields[i].Value), random, raw: false);
            if (line.Length + value.Length < LongestLine)
            {
                line.Write(Encoding.ASCII.GetBytes(i == 0 ? "" : "&"));
                line.Write(Escaped(Bytes(fields[i].Name), random, raw: false));
                line.Write("="u8);
                line.Write(value);
            }
        }

        if (!stops && random.Next(50) == 0)
        {
            line.Write("&%&=&%zz&\u00ff"u8);
        }

        line.Write(" HTTP/1.1\r\nHost: familylink.example\r\n\r\n"u8);
        return line.ToArray();
    }

    // Half a pair of surrogates has a place in UTF-8 that is forbidden; some write it all the same.
    private static byte[] Bytes(string text)
    {
        if (!text.Any(char.IsSurrogate))
        {
            return Encoding.UTF8.GetBytes(text);
        }

        var bytes = new List<byte>(text.Length * 3);
        for (var i = 0; i < text.Length; i++)
        {
            var pair = char.IsSurrogatePair(text, i);
            bytes.AddRange(char.IsSurrogate(text[i]) && !pair
                ? [(byte)(0xE0 | (text[i] >> 12)), (byte)(0x80 | ((text[i] >> 6) & 0x3F)), (byte)(0x80 | (text[i] & 0x3F))]
                : Encoding.UTF8.GetBytes(text.Substring(i, pair ? 2 : 1)));
            i += pair ? 1 : 0;
        }

        return [.. bytes];
    }

    private static byte[] Escaped(byte[] bytes, Random random, bool raw)
    {
        if (raw)
        {
            return bytes;
        }

        var (plus, all) = (random.Next(2) == 0, random.Next(10) == 0);
        var escaped = new List<byte>(bytes.Length * 3);
        foreach (var b in bytes)
        {
            if (b == ' ' && plus)
            {
                escaped.Add((byte)'+');
            }
            else if (!all && (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'.' or (byte)'_'))
            {
                escaped.Add(b);
            }
            else
            {
                escaped.AddRange([(byte)'%', (byte)"0123456789ABCDEF"[b >> 4], (byte)"0123456789abcdef"[b & 15]]);
            }
        }

        return [.. escaped];
    }

    private static byte[] RandomNumberBytes(Random random)
    {
        var bytes = new byte[random.Next(1, 300)];
        random.NextBytes(bytes);
        return bytes;
    }

    // A body that is no body of its kind: half of it, none, another kind, other letters, bytes changed, too much.
    private static byte[] Broken(byte[] body, bool stops, Random random)
    {
        if (stops || random.Next(8) > 0)
        {
            return body;
        }

        switch (random.Next(9))
        {
            case 0:
                return [];
            case 1:
                return body[..random.Next(body.Length + 1)];
            case 2:
                return Encoding.UTF8.GetBytes(AnyJson.Value(random, false));
            case 3:
                return Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(body))).ToArray();
            case 4:
                return [0xEF, 0xBB, 0xBF, .. body];
            case 5:
                return [.. body, .. body];
            case 6:
                return [.. body, .. new byte[random.Next(2_000, 300_000)]];
            case 7:
                return RandomNumberBytes(random);
            default:
                var changed = (byte[])body.Clone();
                for (var times = random.Next(1, 8); times > 0 && changed.Length > 0; times--)
                {
                    changed[random.Next(changed.Length)] = (byte)random.Next(256);
                }

                return changed;
        }
    }

    private static string GoodJsonType(Random random) => ((string[])[JsonType, JsonType + "; charset=utf-8", "Application/JSON;charset=\"UTF-8\"", JsonType + "; odata=verbose"])[random.Next(4)];

    private static string AnyType(string right, Random random) => random.Next(15) > 0 ? right : WrongTypes[random.Next(WrongTypes.Length)];

    private static byte[] Post(string target, string type, string headers, byte[] body, Random random, bool chunked = true)
    {
        var encoding = random.Next(200) == 0 ? "Content-Encoding: gzip\r\n" : "";
        var kind = type.Length == 0 ? "" : $"Content-Type: {type}\r\n";
        var head = $"POST {target} HTTP/1.1\r\nHost: familylink.example\r\n{headers}{kind}{encoding}";
        if (chunked && random.Next(20) == 0)
        {
            return [.. Encoding.ASCII.GetBytes(head + "Transfer-Encoding: chunked\r\n\r\n"), .. body.Chunk(random.Next(1, 5_000)).SelectMany(part => (byte[])[.. Encoding.ASCII.GetBytes(part.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"), .. part, .. "\r\n"u8]), .. "0\r\n\r\n"u8];
        }

        return [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{head}Content-Length: {body.Length}\r\n\r\n")), .. body];
    }

    private sealed record Field(string Name, string Value, bool Free = true, byte[]? Bytes = null);
}
