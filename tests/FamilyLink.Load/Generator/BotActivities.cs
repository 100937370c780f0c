using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FamilyLink.Load.Generator;

/// <summary>The same words as chat activities whose answer is wanted in the body, as Demo takes them from this machine without a token.</summary>
public static class BotActivities
{
    /// <summary>One activity; its id is the one the service stores.</summary>
    public static SmsRequest Make(string id, string from, string text)
    {
        var account = from.TrimStart('+');
        var body = JsonSerializer.Serialize(new
        {
            type = "message",
            id,
            timestamp = "2026-11-24T04:05:06.789Z",
            serviceUrl = "http://127.0.0.1:9/",
            channelId = "facebook",
            from = new { id = account, name = "Somebody" },
            conversation = new { isGroup = false, id = account + "-1010" },
            recipient = new { id = "1010", name = "Page" },
            text,
            deliveryMode = "expectReplies",
            channelData = new { sender = new { id = account }, message = new { mid = id, text } },
        });
        return new SmsRequest(
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("facebook\n" + id))),
            Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture,
                $"POST /api/messages HTTP/1.1\r\nHost: familylink.example\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}")));
    }
}
