using System.Globalization;
using FamilyLink.Channels.Simulator;
using FamilyLink.Conversations;
using FamilyLink.Data.People;
using FamilyLink.Dialogs;
using FamilyLink.Messaging.Outbound;
using FamilyLink.Messaging.Recordings;

namespace FamilyLink.Features.Simulator;

/// <summary>What a telephone in the browser plays and then waits for.</summary>
/// <param name="Input"><c>Key</c>, <c>Secret</c>, <c>Person</c> or <c>SpokenWords</c>.</param>
/// <param name="Prompts">What is played, in order.</param>
public sealed record PlayedPage(string Input, IReadOnlyList<PlayedPrompt> Prompts);

/// <summary>One sound.</summary>
/// <param name="Url">Where it is; null for what a synthetic voice would say.</param>
/// <param name="Words">What it stands for.</param>
/// <param name="Language">The language it is in.</param>
/// <param name="Placeholder">True for a tone of Demo mode.</param>
public sealed record PlayedPrompt(string? Url, string Words, string Language, bool Placeholder);

/// <summary>Puts calls between the simulator's telephones and the service through, the same way a gateway does.</summary>
public sealed class TelephoneExchange(TurnProcessor service, OutboundCalls calls, CallReports reports, PromptLibrary library, SimulatorVoiceGateway? gateway = null, SimulatorRecordings? recordings = null)
{
    private const string Provider = "simulator";

    /// <summary>The call of the service that rings at a number, or null.</summary>
    public Guid? RingingAt(string address) => gateway?.RingingAt(address);

    /// <summary>Keeps what was said after the tone, as a provider does, and returns its id; null when nothing can be kept.</summary>
    public string? Keep(byte[] sound) => recordings?.Keep(sound);

    /// <summary>One step of a call; null when it is over.</summary>
    public async Task<PlayedPage?> StepAsync(string address, string call, int turn, string step, string keys, CancellationToken cancellation)
    {
        switch (step)
        {
            case "answer" when RingingAt(address) is { } ringing && gateway!.Stop(ringing):
                return await calls.AnsweredAsync(ringing, Provider, SimulatorVoiceGateway.CallOf(ringing), address, cancellation) is { } answered
                    ? await PlayAsync(answered with { ProviderId = call + ":0", Call = call }, cancellation)
                    : null;
            case "let-ring" when RingingAt(address) is { } ringing && gateway!.Stop(ringing):
                await reports.ApplyAsync(Provider, SimulatorVoiceGateway.CallOf(ringing), ringing, CallEnd.NotAnswered, "simulator:no-answer");
                return null;
            case "answer" or "let-ring":
                return null;
        }

        var kind = step switch
        {
            "call" => InputKind.Call,
            "silent" => InputKind.Silence,
            "again" => InputKind.Again,
            "nobody" => InputKind.NobodyAnswered,
            "recorded" => InputKind.Recorded,
            _ => InputKind.Message,
        };
        return await PlayAsync(
            new IncomingMessage(Provider, string.Create(CultureInfo.InvariantCulture, $"{call}:{turn}"), Channel.Voice, address, kind is InputKind.Message or InputKind.Recorded ? keys : "", Medium.Voice, kind, Call: call),
            cancellation);
    }

    private async Task<PlayedPage?> PlayAsync(IncomingMessage incoming, CancellationToken cancellation)
    {
        if ((await service.ReceiveAsync(incoming, cancellation)).Reply is not { } reply)
        {
            return null;
        }

        var page = VoicePage.Read(reply);
        return new PlayedPage(page.Input.ToString(), [.. page.Prompts.Select(Play)]);
    }

    private PlayedPrompt Play(VoicePrompt prompt) => library.Find(prompt) switch
    {
        Spoken.Recording recording => new PlayedPrompt("/recordings/" + recording.Token, prompt.Words, recording.Language, recording.Placeholder),
        _ => new PlayedPrompt(null, prompt.Words, prompt.Language, false),
    };
}
