using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Answers;
using FamilyLink.Data.Encryption;
using FamilyLink.Dialogs.Understanding;
using FamilyLink.Localization;
using FamilyLink.Localization.Text;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Answers;

/// <summary>The <c>taught</c> command: prints the published sentences as lines of <c>training/Bank</c>, so that the next build learns them.</summary>
public static class TaughtCommand
{
    private const string NoSign = "-";

    /// <summary>Prints them, the first published first, and returns 0.</summary>
    public static async Task<int> RunAsync(IServiceProvider services, TextWriter output, CancellationToken cancellation)
    {
        var encryptor = services.GetRequiredService<FieldEncryptor>();
        await using var db = await services.GetRequiredService<IDbContextFactory<FamilyLinkContext>>().CreateDbContextAsync(cancellation);
        foreach (var sentence in await db.Set<TaughtSentence>().AsNoTracking().Where(t => t.State == AnswerState.Published).OrderBy(t => t.PublishedAt).ThenBy(t => t.Id).ToListAsync(cancellation))
        {
            if (encryptor.DecryptIfKept(sentence.PersonKeyId, "taught.words", sentence.Words) is { } words)
            {
                var topic = sentence.Kind == TaughtKind.Topic ? sentence.Label : TopicMatcher.NoTopic;
                var sign = sentence.Kind == TaughtKind.Sign ? sentence.Label : NoSign;
                await output.WriteAsync($"{sentence.Language}\t{Style(sentence.Language, words)}\t{topic}\t{sign}\t{words}\n");
            }
        }

        return 0;
    }

    // Lao in Thai or Latin letters has styles of its own in the bank; slips nobody marks.
    private static string Style(string language, string words) => (language, ScriptText.LanguageOf(words)) switch
    {
        (Languages.English, _) => "plain",
        (_, null) => "roman",
        var (own, script) => own == script ? "plain" : "cross-script",
    };
}
