namespace FamilyLink.Tests.Channels.BotFramework;

/// <summary>What becomes of a payload.</summary>
internal enum Becomes
{
    /// <summary>Stored as a message and answered.</summary>
    Answered,

    /// <summary>Taken and let go: nothing stored, nothing said.</summary>
    Ignored,
}

/// <summary>
/// Activities as the Messenger channel of the Bot Connector sends them, with Messenger's own event as channel data
/// (https://developers.facebook.com/docs/messenger-platform/reference/webhook-events, https://learn.microsoft.com/azure/bot-service/bot-service-channel-connect-facebook).
/// </summary>
internal static class MessengerPayloads
{
    /// <summary>Each with what it becomes, and words of the answer.</summary>
    public static IReadOnlyDictionary<string, (Becomes Becomes, string Answer, string Json)> All { get; } = new Dictionary<string, (Becomes, string, string)>
    {
        ["text"] = (Becomes.Answered, "ນີ້ແມ່ນລະບົບຕອບອັດຕະໂນມັດ", Message("\"text\": \"ສະບາຍດີ\"", "{\"mid\": \"m_text\", \"text\": \"ສະບາຍດີ\"}")),
        ["text with a Thai greeting"] = (Becomes.Answered, "ระบบตอบอัตโนมัติ", Message("\"text\": \"สวัสดีค่ะ\"", "{\"mid\": \"m_thai\", \"text\": \"สวัสดีค่ะ\"}")),
        ["quick reply: what was pressed is in the payload"] = (
            Becomes.Answered,
            "ຄຳລັບ",
            Message("\"text\": \"ຂ່າວຍາດພີ່ນ້ອງ\"", "{\"mid\": \"m_quick\", \"text\": \"ຂ່າວຍາດພີ່ນ້ອງ\", \"quick_reply\": {\"payload\": \"1\"}}")),
        ["quick reply of a channel that sends the button's title"] = (Becomes.Answered, "ຄຳລັບ", Message("\"text\": \"1 ຂ່າວຍາດພີ່ນ້ອງ\"", "{\"mid\": \"m_title\", \"text\": \"1 ຂ່າວຍາດພີ່ນ້ອງ\"}")),
        ["postback of a persistent menu"] = (
            Becomes.Answered,
            "ຄຳລັບ",
            """
            {"type":"message","id":"m_postback","timestamp":"2026-11-24T04:05:06.789Z","serviceUrl":"https://facebook.botframework.com/","channelId":"facebook",
             "from":{"id":"4571234567890123","name":"Somebody"},"conversation":{"isGroup":false,"id":"4571234567890123-1010"},"recipient":{"id":"1010","name":"Page"},
             "text":"ຂ່າວຍາດພີ່ນ້ອງ","channelData":{"sender":{"id":"4571234567890123"},"recipient":{"id":"1010"},"timestamp":1795493106789,
             "postback":{"mid":"m_postback","title":"ຂ່າວຍາດພີ່ນ້ອງ","payload":"1"}}}
            """),
        ["sticker"] = (Becomes.Answered, "ຕົວໜັງສື", Message(
            """
            "attachments": [{"contentType": "image/png", "contentUrl": "https://scontent.xx.fbcdn.net/v/sticker.png"}]
            """,
            """
            {"mid": "m_sticker", "sticker_id": 369239263222822, "attachments": [{"type": "image", "payload": {"url": "https://scontent.xx.fbcdn.net/v/sticker.png", "sticker_id": 369239263222822}}]}
            """)),
        ["picture"] = (Becomes.Answered, "ຕົວໜັງສື", Message(
            """
            "attachments": [{"contentType": "image", "contentUrl": "https://scontent.xx.fbcdn.net/v/photo.jpg"}]
            """,
            """
            {"mid": "m_picture", "attachments": [{"type": "image", "payload": {"url": "https://scontent.xx.fbcdn.net/v/photo.jpg"}}]}
            """)),
        ["voice message"] = (Becomes.Answered, "ຕົວໜັງສື", Message(
            """
            "text": "", "attachments": [{"contentType": "audio", "contentUrl": "https://cdn.fbsbx.com/v/audioclip.mp4"}]
            """,
            """
            {"mid": "m_audio", "attachments": [{"type": "audio", "payload": {"url": "https://cdn.fbsbx.com/v/audioclip.mp4"}}]}
            """)),
        ["picture with words: the words are answered"] = (Becomes.Answered, "ຄຳລັບ", Message(
            """
            "text": "໑", "attachments": [{"contentType": "image", "contentUrl": "https://scontent.xx.fbcdn.net/v/photo.jpg"}]
            """,
            """
            {"mid": "m_both", "text": "໑", "attachments": [{"type": "image", "payload": {"url": "https://scontent.xx.fbcdn.net/v/photo.jpg"}}]}
            """)),
        ["edit: what is written now may be what matters"] = (Becomes.Answered, "ສະບາຍດີ", Message("\"text\": \"ສະບາຍດີ\"", "{\"mid\": \"m_edit\", \"num_edit\": 1}").Replace("\"type\": \"message\"", "\"type\": \"messageUpdate\"", StringComparison.Ordinal)),
        ["reaction"] = (Becomes.Ignored, "", Other("messageReaction", "\"reactionsAdded\": [{\"type\": \"like\"}], \"replyToId\": \"m_text\"", "{\"reaction\": {\"reaction\": \"love\", \"emoji\": \"❤\", \"action\": \"react\", \"mid\": \"m_text\"}}")),
        ["unsend"] = (Becomes.Ignored, "", Other("messageDelete", "\"replyToId\": \"m_text\"", "{\"message\": {\"mid\": \"m_text\", \"is_deleted\": true}}")),
        ["echo of our own words"] = (Becomes.Ignored, "", Message("\"text\": \"ສະບາຍດີ\"", "{\"mid\": \"m_echo\", \"is_echo\": true, \"app_id\": 1517776481860111, \"text\": \"ສະບາຍດີ\"}")),
        ["our own account as the sender"] = (Becomes.Ignored, "", Message("\"text\": \"ສະບາຍດີ\"", "{\"mid\": \"m_own\", \"text\": \"ສະບາຍດີ\"}").Replace("\"from\": {\"id\": \"4571234567890123\"", "\"from\": {\"id\": \"1010\"", StringComparison.Ordinal)),
        ["delivery receipt"] = (Becomes.Ignored, "", Other("event", "\"name\": \"delivery\"", "{\"delivery\": {\"mids\": [\"m_text\"], \"watermark\": 1795493106789}}")),
        ["read receipt"] = (Becomes.Ignored, "", Other("event", "\"name\": \"read\"", "{\"read\": {\"watermark\": 1795493106789}}")),
        ["typing"] = (Becomes.Ignored, "", Other("typing", "\"text\": null", "{}")),
        ["joins"] = (Becomes.Ignored, "", Other("conversationUpdate", "\"membersAdded\": [{\"id\": \"4571234567890123\"}, {\"id\": \"1010\"}]", "{}")),
        ["leaves"] = (Becomes.Ignored, "", Other("conversationUpdate", "\"membersRemoved\": [{\"id\": \"4571234567890123\"}]", "{}")),
        ["end of conversation"] = (Becomes.Ignored, "", Other("endOfConversation", "\"text\": \"bye\"", "{}")),
        ["a kind nobody has thought of yet"] = (Becomes.Ignored, "", Other("telepathy", "\"text\": \"1\"", "{}")),
        ["nothing in it"] = (Becomes.Ignored, "", Message("\"text\": \"  \"", "{\"mid\": \"m_nothing\"}")),
        ["a group: what one is told all would read"] = (Becomes.Ignored, "", Message("\"text\": \"1\"", "{\"mid\": \"m_group\"}").Replace("\"isGroup\": false", "\"isGroup\": true", StringComparison.Ordinal)),
    };

    private static string Message(string members, string message) => Activity("message", members, $"{{\"sender\": {{\"id\": \"4571234567890123\"}}, \"recipient\": {{\"id\": \"1010\"}}, \"timestamp\": 1795493106789, \"message\": {message}}}");

    private static string Other(string type, string members, string channelData) => Activity(type, members, channelData);

    private static string Activity(string type, string members, string channelData) =>
        $$"""
        {"type": "{{type}}", "id": "m_of_this_payload", "timestamp": "2026-11-24T04:05:06.789Z", "serviceUrl": "https://facebook.botframework.com/", "channelId": "facebook",
         "from": {"id": "4571234567890123", "name": "Somebody"}, "conversation": {"isGroup": false, "id": "4571234567890123-1010"}, "recipient": {"id": "1010", "name": "Page"},
         {{members}}, "channelData": {{channelData}}}
        """;
}
