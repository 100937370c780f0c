using FamilyLink.Data.Demo;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Recordings;
using Microsoft.AspNetCore.Mvc;

namespace FamilyLink.Features.Simulator;

/// <summary>The telephone of each phone: what a call would play, key by key.</summary>
public sealed partial class IndexModel
{
    private const int LongestCall = 64;

    /// <summary>What was said into a telephone after the tone; its id goes into the next step of the call.</summary>
    public async Task<IActionResult> OnPostRecordAsync(IFormFile? sound, CancellationToken cancellation)
    {
        if (options.Value.Mode != ServiceMode.Demo)
        {
            return NotFound();
        }

        if (sound is not { Length: > 0 and <= IVoiceMessageSource.Largest })
        {
            return new JsonResult("");
        }

        using var content = new MemoryStream();
        await sound.CopyToAsync(content, cancellation);
        return new JsonResult(exchange.Keep(content.ToArray()) ?? "");
    }

    /// <summary>One step of a call: it begins, keys were pressed, nothing was pressed, a ringing call was answered or not.</summary>
    public async Task<IActionResult> OnPostCallAsync(string? phone, string? call, int turn, string? step, string? keys, CancellationToken cancellation)
    {
        if (options.Value.Mode != ServiceMode.Demo
            || DemoPeople.All.All(p => p.Phone != phone)
            || call is not { Length: > 0 and <= LongestCall }
            || !call.All(char.IsAsciiLetterOrDigit)
            || turn < 0)
        {
            return NotFound();
        }

        var page = await exchange.StepAsync(Addresses.Telephone(phone!), call, turn, step ?? "", keys ?? "", cancellation);
        return page is null ? new JsonResult(null) : new JsonResult(page);
    }
}
