using FamilyLink.Data;
using FamilyLink.Dialogs;
using FamilyLink.Localization;
using FamilyLink.Messaging.Recordings;
using Microsoft.Extensions.Options;

namespace FamilyLink.Features.Studio;

/// <summary>Says at the start which languages callers cannot be spoken to in, and looks for recordings that another process of the same site signed or took back.</summary>
internal sealed partial class RecordingsRefresh(
    PromptLibrary library, IOptions<DatabaseOptions> database, IOptions<FamilyLinkOptions> options, IOptions<VoiceOptions> voice, TimeProvider clock, ILogger<RecordingsRefresh> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Mode == ServiceMode.Live && voice.Value.IsTwilio)
        {
            foreach (var language in options.Value.Languages.Where(Languages.Known))
            {
                if (library.Gaps(language) is { Count: > 0 } gaps)
                {
                    Missing(log, gaps.Count, VoiceKeys.All.Count, language);
                }
            }
        }

        if (!database.Value.IsPostgres)
        {
            return;
        }

        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await library.RefreshAsync(stoppingToken);
            }
            catch (System.Data.Common.DbException)
            {
                NotRead(log);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Missing} of {All} prompts have no signed recording in {Language}: callers who would hear one are put through to the duty phone, or called back by a task. Record them under /studio.")]
    private static partial void Missing(ILogger log, int missing, int all, string language);

    [LoggerMessage(2, LogLevel.Warning, "The recordings could not be read; what was played before is still played.")]
    private static partial void NotRead(ILogger log);
}
