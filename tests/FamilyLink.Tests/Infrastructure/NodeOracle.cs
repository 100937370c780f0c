using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FamilyLink.Tests.Infrastructure;

/// <summary>
/// Asks the vendors' own npm packages (<c>tests/oracles</c>): what Twilio would sign, how many segments a text has, what TwiML looks like.
/// One Node.js process for the whole run, one JSON line each way; it ends when its input closes, however this process ends.
/// </summary>
public sealed class NodeOracle : IDisposable
{
    private static readonly Lazy<string?> Reason = new(Prepare);
    private static readonly Lazy<NodeOracle> One = new(() => new NodeOracle());

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Process _node;

    private NodeOracle()
    {
        if (WhyNot is { } whyNot)
        {
            throw new InvalidOperationException(whyNot);
        }

        _node = Process.Start(Command(Tools.Find("node", "nodejs")!, ["oracle.mjs"], input: true))!;
    }

    /// <summary>The folder of the npm packages.</summary>
    public static string Folder => Repository.Below("tests", "oracles");

    /// <summary>Null when it can be asked; else the reason. Installs the packages when they are absent and npm is there.</summary>
    public static string? WhyNot => Reason.Value;

    /// <summary>The one process of this run. Call <see cref="Requires.Node"/> first.</summary>
    public static NodeOracle Shared => One.Value;

    /// <summary>The <c>X-Twilio-Signature</c> Twilio would send.</summary>
    public async Task<string> SignAsync(string authToken, string url, IReadOnlyDictionary<string, string> form) =>
        (await AskAsync(new JsonObject { ["ask"] = "sign", ["token"] = authToken, ["url"] = url, ["params"] = Object(form) })).GetValue<string>();

    /// <summary>Whether Twilio's package takes a signature for genuine.</summary>
    public async Task<bool> ValidateAsync(string authToken, string signature, string url, IReadOnlyDictionary<string, string> form) =>
        (await AskAsync(new JsonObject { ["ask"] = "validate", ["token"] = authToken, ["signature"] = signature, ["url"] = url, ["params"] = Object(form) })).GetValue<bool>();

    /// <summary>Encoding (<c>GSM-7</c> or <c>UCS-2</c>) and number of segments of one text.</summary>
    public async Task<(string Encoding, int Segments)> SegmentsAsync(string text) => Segments(await AskAsync(new JsonObject { ["ask"] = "segments", ["text"] = text }));

    /// <summary>The same for many texts in one question; lone surrogates do not survive JSON.</summary>
    public async Task<IReadOnlyList<(string Encoding, int Segments)>> SegmentsOfAllAsync(IEnumerable<string> texts)
    {
        var answer = await AskAsync(new JsonObject { ["ask"] = "segmentsOfAll", ["texts"] = new JsonArray([.. texts.Select(t => (JsonNode)t)]) });
        return [.. answer.AsArray().Select(a => Segments(a!))];
    }

    /// <summary>An XLIFF 2.0 file as the npm package <c>xliff</c> reads it: <c>resources</c>, by file and key, with source, target and note.</summary>
    public Task<JsonNode> XliffAsync(string text) => AskAsync(new JsonObject { ["ask"] = "xliff", ["text"] = text });

    /// <summary>The TwiML that Twilio's package writes for a list of <c>{verb, attributes, text, children}</c>.</summary>
    /// <param name="kind"><c>messaging</c> or <c>voice</c>.</param>
    /// <param name="verbs">The verbs.</param>
    public async Task<string> TwimlAsync(string kind, JsonArray verbs) =>
        (await AskAsync(new JsonObject { ["ask"] = "twiml", ["kind"] = kind, ["verbs"] = verbs })).GetValue<string>();

    /// <summary>Whether Microsoft's connector library lets a token in, given the signing keys; the reason when it does not.</summary>
    public async Task<(bool Accepted, string? Reason)> BotTokenAsync(string authorization, string channelId, string serviceUrl, string appId, JsonNode keys)
    {
        var answer = await AskAsync(new JsonObject
        {
            ["ask"] = "botToken",
            ["authorization"] = authorization,
            ["channelId"] = channelId,
            ["serviceUrl"] = serviceUrl,
            ["appId"] = appId,
            ["keys"] = keys.DeepClone(),
        });
        return (answer["accepted"]!.GetValue<bool>(), answer["reason"]?.GetValue<string>());
    }

    /// <summary>The request (method, path, contentType, body) that Microsoft's connector client makes for an activity.</summary>
    public Task<JsonNode> BotCallAsync(string conversationId, string? replyToId, JsonNode activity) => AskAsync(new JsonObject
    {
        ["ask"] = "botCall",
        ["conversationId"] = conversationId,
        ["replyToId"] = replyToId,
        ["activity"] = activity.DeepClone(),
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        _node.StandardInput.Close();
        _node.Dispose();
        _turn.Dispose();
    }

    private static (string Encoding, int Segments) Segments(JsonNode answer) => (answer["encoding"]!.GetValue<string>(), answer["segments"]!.GetValue<int>());

    private static JsonObject Object(IReadOnlyDictionary<string, string> form) =>
        new(form.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value)));

    private async Task<JsonNode> AskAsync(JsonObject question)
    {
        await _turn.WaitAsync();
        try
        {
            await _node.StandardInput.WriteLineAsync(question.ToJsonString());
            await _node.StandardInput.FlushAsync();
            var line = await _node.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The oracle process ended.");
            var answer = JsonNode.Parse(line)!;
            return answer["error"] is { } error ? throw new InvalidOperationException($"The oracle answered: {error}") : answer["answer"]!;
        }
        finally
        {
            _turn.Release();
        }
    }

    private static string? Prepare()
    {
        if (Tools.Find("node", "nodejs") is null)
        {
            return "Node.js is not installed.";
        }

        var installed = Path.Combine(Folder, "node_modules", ".package-lock.json");
        if (File.Exists(installed))
        {
            return null;
        }

        if (Tools.Find("npm") is not { } npm)
        {
            return "npm is not installed, and the packages of tests/oracles are not there.";
        }

        // Several test processes may come here at once; one installs, the others wait for it.
        using var alone = Alone(Path.Combine(Path.GetTempPath(), "familylink-oracles.lock"));
        if (File.Exists(installed))
        {
            return null;
        }

        using var process = Process.Start(Command(npm, ["ci", "--no-audit", "--no-fund"], input: false))!;
        var output = process.StandardOutput.ReadToEndAsync();
        process.WaitForExit();
        return process.ExitCode == 0 && File.Exists(installed) ? null : $"npm ci in tests/oracles ended with {process.ExitCode}: {output.Result}";
    }

    private static FileStream Alone(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                Thread.Sleep(200);
            }
        }
    }

    private static ProcessStartInfo Command(string program, IEnumerable<string> arguments, bool input)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = input,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        if (input)
        {
            start.StandardInputEncoding = new UTF8Encoding(false);
        }

        return start;
    }
}
