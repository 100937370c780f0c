using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace FamilyLink.Messaging.Approval;

/// <summary>
/// What an approver had on the screen, as a token in the form: who, what, which seal, and when. It cannot be made up, used by somebody else,
/// used for another notice, or used a working day later (S11).
/// </summary>
public sealed class ReviewTokens(IDataProtectionProvider protection, TimeProvider clock)
{
    /// <summary>How long a page may stay open before it has to be read again.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(4);

    private readonly IDataProtector _protector = protection.CreateProtector("FamilyLink.ReviewTokens.v1");

    /// <summary>The token for a page shown now.</summary>
    public string Of(ApprovableNotice read, Guid staff) => _protector.Protect(
        string.Create(CultureInfo.InvariantCulture, $"{read.Notice.Id:N}|{staff:N}|{Convert.ToHexString(read.Digest)}|{clock.GetUtcNow().UtcTicks}"));

    /// <summary>The seal that was seen.</summary>
    /// <exception cref="NoticeRefusedException">The token is none, is somebody else's, is of another notice, or is too old.</exception>
    public byte[] SealOf(string? token, Guid noticeId, Guid staff)
    {
        string[] parts;
        try
        {
            parts = _protector.Unprotect(token ?? "").Split('|');
        }
        catch (CryptographicException)
        {
            throw new NoticeRefusedException("This page is not one that was shown to you. Open it and read it again.");
        }

        if (parts.Length != 4 || parts[0] != noticeId.ToString("N") || parts[1] != staff.ToString("N"))
        {
            throw new NoticeRefusedException("This page is not one that was shown to you. Open it and read it again.");
        }

        var shown = new DateTimeOffset(long.Parse(parts[3], CultureInfo.InvariantCulture), TimeSpan.Zero);
        return clock.GetUtcNow() - shown <= Life
            ? Convert.FromHexString(parts[2])
            : throw new NoticeRefusedException("This page has been open for a long time. Open it and read it again.");
    }
}
