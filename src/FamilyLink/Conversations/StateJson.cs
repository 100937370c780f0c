using System.Text.Json;
using System.Text.Json.Serialization;
using FamilyLink.Dialogs;

namespace FamilyLink.Conversations;

/// <summary>The stored form of a conversation's state. Unknown members are ignored, so a newer process may run beside an older one.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ConversationState))]
internal sealed partial class StateJson : JsonSerializerContext
{
    public static string Write(ConversationState state) => JsonSerializer.Serialize(state, typeof(ConversationState), Default);

    public static ConversationState Read(string? json) =>
        json is null ? Dialogs.ConversationState.New : (ConversationState?)JsonSerializer.Deserialize(json, typeof(ConversationState), Default) ?? Dialogs.ConversationState.New;
}
