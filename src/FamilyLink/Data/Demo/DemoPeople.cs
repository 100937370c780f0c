namespace FamilyLink.Data.Demo;

/// <summary>One invented person of Demo mode.</summary>
/// <param name="Phone">Their number, E.164.</param>
/// <param name="CaseCode">The case.</param>
/// <param name="Description">Who they are, for the simulator.</param>
/// <param name="Language">Their language.</param>
/// <param name="Code">The secret handed over to them.</param>
public sealed record DemoPerson(string Phone, string? CaseCode, string Description, string Language, string? Code)
{
    /// <summary>What they write before their code in a chat that is not on file yet: 55 and the last four digits of their number.</summary>
    public string Link => "55" + Phone[^4..];
}

/// <summary>The invented people of Demo mode; numbers and names belong to nobody.</summary>
public static class DemoPeople
{
    /// <summary>The password of every demo account.</summary>
    public const string Password = "Demo-password-1";

    /// <summary>The duress word of the person with the shared phone.</summary>
    public const string DuressWord = "ດອກຈຳປາ";

    /// <summary>The six digits that mean the same, by keys.</summary>
    public const string DuressNumber = "246813";

    /// <summary>The people with phones.</summary>
    public static IReadOnlyList<DemoPerson> All { get; } =
    [
        new("+8562055550101", "FL-0001", "mother; an approved notice waits", "lo", "739214"),
        new("+66815550102", "FL-0002", "aunt in Thailand; one approval of two", "th", "405118"),
        new("+8562055550103", "FL-0003", "father, Khmu; voice preferred", "kjg", "862407"),
        new("+8562055550104", "FL-0004", "returned person, verified", "lo", "150963"),
        new("+8562055550105", "FL-0005", "returned person on a shared phone, voice only", "lo", "274680"),
        new("+8562055550199", null, "nobody on file", "lo", null),
    ];

    /// <summary>The agency of the demo cases.</summary>
    public const string Agency = "Demo agency";

    /// <summary>The agency that a demo case can be shared with.</summary>
    public const string OtherAgency = "Demo district office";

    /// <summary>The accounts: e-mail, shown name, role, agency.</summary>
    public static IReadOnlyList<(string Email, string Name, string Role, string Agency)> Staff { get; } =
    [
        ("caseworker@demo.local", "Demo caseworker", StaffRoles.Caseworker, Agency),
        ("approver@demo.local", "Demo approver", StaffRoles.Approver, Agency),
        ("second@demo.local", "Demo second approver", StaffRoles.Approver, Agency),
        ("admin@demo.local", "Demo administrator", StaffRoles.Administrator, Agency),
        ("second-admin@demo.local", "Demo second administrator", StaffRoles.Administrator, Agency),
        ("district@demo.local", "Demo district caseworker", StaffRoles.Caseworker, OtherAgency),
    ];
}
