using System.Globalization;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.People;

namespace FamilyLink.Features.Contacts;

/// <summary>The policy form as it is filled in.</summary>
public sealed class PolicyForm
{
    public Guid Key { get; set; }

    public bool Sms { get; set; }

    public bool Voice { get; set; }

    public bool Messenger { get; set; }

    public string From { get; set; } = "";

    public string To { get; set; } = "";

    public string Zone { get; set; } = "";

    public SharedPhone Shared { get; set; }

    public string? WhoMayAnswer { get; set; }

    public int Days { get; set; } = 90;

    /// <summary>What is wrong with it, in the caseworker's words; null when it can be saved.</summary>
    public string? Problem() =>
        !Sms && !Voice && !Messenger ? "Choose at least one safe way."
        : Minute(From) is not { } from || Minute(To) is not { } to ? "Write the safe hours, such as 18:00 until 20:00."
        : to <= from ? "The end of the safe hours must be later than their beginning."
        : Zone is not ("Asia/Vientiane" or "Asia/Bangkok") ? "Choose the place where the phone is."
        : Days is < 1 or > 365 ? "Ask again within a year."
        : WhoMayAnswer is { Length: > 500 } ? "Use at most 500 letters for who may answer."
        : null;

    internal SafeContactPolicy ToPolicy(Contact contact, FieldEncryptor encryptor, Guid staff, DateTime now) => new()
    {
        Id = Key,
        ContactId = contact.Id,
        AllowSms = Sms,
        AllowVoice = Voice,
        AllowMessenger = Messenger,
        FromMinute = Minute(From)!.Value,
        ToMinute = Minute(To)!.Value,
        TimeZone = Zone,
        Shared = Shared,
        WhoMayAnswer = encryptor.Encrypt(contact.PersonKeyId, "policy.answer", string.IsNullOrWhiteSpace(WhoMayAnswer) ? null : WhoMayAnswer.Trim()),
        AgreedAt = now,
        ExpiresAt = now.AddDays(Days),
        RecordedBy = staff,
    };

    private static int? Minute(string? text) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? (time.Hour * 60) + time.Minute : null;
}

/// <summary>The consent form as it is filled in.</summary>
public sealed class ConsentForm
{
    public Guid Key { get; set; }

    public ConsentPurpose Purpose { get; set; }

    public Guid? AgencyId { get; set; }

    public ConsentVoice Voice { get; set; }

    public ConsentKind Kind { get; set; }

    public ConsentDecision Decision { get; set; }

    public string Language { get; set; } = "lo";

    public string? Wording { get; set; }

    public int Months { get; set; } = 12;

    public string? Note { get; set; }

    internal Consent ToConsent(Case about, Guid contactId, FieldEncryptor encryptor, Guid staff, DateTime now) => new()
    {
        Id = Key,
        CaseId = about.Id,
        ContactId = contactId,
        Purpose = Purpose,
        AgencyId = Purpose == ConsentPurpose.SharingWithAgency ? AgencyId : null,
        Voice = Voice,
        Kind = Kind,
        Decision = Decision,
        CaregiverContactId = Voice == ConsentVoice.Caregiver ? contactId : null,
        ExplainedBy = staff,
        Language = Language,
        WordingVersion = string.IsNullOrWhiteSpace(Wording) ? "not noted" : Wording.Trim()[..Math.Min(40, Wording.Trim().Length)],
        GivenAt = now,
        ExpiresAt = now.AddMonths(Months),
        Note = encryptor.Encrypt(about.PersonKeyId, "consent.note", string.IsNullOrWhiteSpace(Note) ? null : Note.Trim()),
    };
}
