using System.Globalization;
using System.Text;
using FamilyLink.Data;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Enrolments;

/// <summary>Handing a secret over, with a card to print: large digits, and as many dots under each for somebody who does not read them.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class EnrolModel(FamilyLinkContext db, EnrolContact enrol, ConsoleText text) : PageModel
{
    public Guid Id { get; private set; }

    [BindProperty(SupportsGet = true)]
    public Guid? CaseId { get; set; }

    /// <summary>The id of this form: it makes one card, however often it is sent.</summary>
    public Guid Form { get; private set; } = Guid.CreateVersion7();

    /// <summary>The card that is valid while the page is shown.</summary>
    public Enrolment? Current { get; private set; }

    public string? Secret { get; private set; }

    public string? Link { get; private set; }

    public string? DuressNumber { get; private set; }

    public IReadOnlyList<int> Digits { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        Id = id;
        if (!await OursAsync(id, cancellation))
        {
            return NotFound();
        }

        Current = await enrol.CurrentAsync(id, cancellation);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, string? word, string? duress, Guid? form, Guid? seen, CancellationToken cancellation)
    {
        Id = id;
        if (!User.IsInRole(StaffRoles.Caseworker))
        {
            return Forbid();
        }

        if (!await OursAsync(id, cancellation))
        {
            return NotFound();
        }

        try
        {
            (Secret, Link, DuressNumber) = await enrol.HandOverAsync(id, User.StaffId(), word, duress, cancellation, page: form is { } sent ? new CardPage(sent, seen) : null);
        }
        catch (CardMadeException made)
        {
            Current = made.Current;
            ModelState.AddModelError("", text["A card was made after this page was opened: if it was printed, use that one. Another one ends it."]);
            return Page();
        }
        catch (ArgumentException wrong)
        {
            (Form, Current) = (form ?? Form, await enrol.CurrentAsync(id, cancellation));
            ModelState.AddModelError("", text[wrong.Message]);
            return Page();
        }

        Digits = Secret.All(char.IsAsciiDigit) ? [.. Secret.Select(c => c - '0')] : [];
        return Page();
    }

    // An agency that a case is shared with hands over no secret: it would outlive the share, and end the one of the agency that knows them (S6, S23).
    private Task<bool> OursAsync(Guid id, CancellationToken cancellation)
    {
        var agency = User.AgencyId();
        return db.Contacts.AnyAsync(c => c.Id == id && c.AgencyId == agency, cancellation);
    }

    /// <summary>As many dots as the digit says, in rows of three; an empty ring for zero.</summary>
    public static string Dots(int digit)
    {
        var svg = new StringBuilder("<svg viewBox=\"0 0 30 30\" aria-hidden=\"true\">");
        if (digit == 0)
        {
            svg.Append("<circle cx=\"15\" cy=\"15\" r=\"10\" fill=\"none\" stroke=\"#000\" stroke-width=\"2\"/>");
        }

        for (var i = 0; i < digit; i++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{5 + (i % 3 * 10)}\" cy=\"{5 + (i / 3 * 10)}\" r=\"3.5\"/>");
        }

        return svg.Append("</svg>").ToString();
    }
}
