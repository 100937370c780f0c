using System.Globalization;
using FamilyLink.Data;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FamilyLink.Load.Seeding;

/// <summary>Cases as an agency has them after years: each with a name, a contact with a name and a number, a conversation with messages; some with open tasks.</summary>
public static class ManyCases
{
    private const int AtOnce = 500;
    private const int TaskEvery = 50;

    private static readonly string[] Given = ["ບຸນມີ", "ຄຳຫຼ້າ", "ສົມສີ", "ວັນນາ", "ບົວພັນ", "ແສງດາວ", "ຄຳແພງ", "ນ້ອຍ", "ສຸກສະຫວັນ", "ດາວອນ", "ໄພວັນ", "ຈັນທະລາ", "ພອນໄຊ", "ມະນີຈັນ", "ອຳມະລິນ", "ສີພັນ"];
    private static readonly string[] Family = ["ແກ້ວມະນີ", "ສີສຸວັນ", "ພົມມະຈັນ", "ວົງສາ", "ໄຊຍະວົງ", "ອິນທະວົງ", "ສຸລິຍະ", "ບຸບຜາ", "ຄຳພູ", "ທຳມະວົງ", "ລາດຊະວົງ", "ປັນຍາ", "ຈັນສະໝອນ", "ພິມມະສອນ", "ດວງຈັນ", "ເພັດສະໄໝ", "ຫຼວງລາດ", "ນວນຄຳ"];

    /// <summary>Adds them.</summary>
    /// <param name="services">The service's data services.</param>
    /// <param name="cases">How many cases.</param>
    /// <param name="messages">How many messages in all, both ways.</param>
    public static async Task AddAsync(IServiceProvider services, int cases, int messages)
    {
        var (encryptor, hasher) = (services.GetRequiredService<FieldEncryptor>(), services.GetRequiredService<KeyedHasher>());
        var contexts = services.GetRequiredService<IDbContextFactory<FamilyLinkContext>>();
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        for (var begin = 0; begin < cases; begin += AtOnce)
        {
            await using var db = await contexts.CreateDbContextAsync();
            var staff = await db.Users.Where(u => u.Email == "caseworker@demo.local").Select(u => new { u.Id, u.AgencyId }).SingleAsync();
            for (var n = begin; n < Math.Min(cases, begin + AtOnce); n++)
            {
                var (caseKey, key) = (encryptor.NewKey(), encryptor.NewKey());
                var about = new Case
                {
                    Code = string.Create(CultureInfo.InvariantCulture, $"FL-{10_000 + n}"),
                    AgencyId = staff.AgencyId!.Value,
                    CaseworkerId = n % 20 == 0 ? staff.Id : null,
                    PersonKeyId = caseKey.Id,
                    Name = encryptor.Encrypt(caseKey.Id, "case.name", NameOf(n)),
                    Age = n % 2 == 0 ? AgeGroup.Child : AgeGroup.Adult,
                    OpenedAt = now.AddMinutes(-n),
                };
                var contact = new Contact { AgencyId = about.AgencyId, PersonKeyId = key.Id, Name = encryptor.Encrypt(key.Id, "contact.name", NameOf(n + 7)), Language = "lo", CreatedAt = now.AddMinutes(-n) };
                var address = Addresses.Telephone(string.Create(CultureInfo.InvariantCulture, $"+85620{60_000_000 + n}"));
                var hash = hasher.OfAddress(address);
                var talk = new Conversation { Channel = Channel.Sms, AddressHash = hash, Address = encryptor.Encrypt(key.Id, "conversation.address", address), PersonKeyId = key.Id, LastInboundAt = now.AddMinutes(-n) };
                db.AddRange(caseKey, key, about, contact, talk);
                db.Add(new ContactAddress { ContactId = contact.Id, AddressHash = hash, Address = encryptor.Encrypt(key.Id, "contact.address", address), IsTelephone = true, AddedAt = now.AddMinutes(-n), ConfirmedAt = now.AddMinutes(-n) });
                db.Add(new CaseContact { CaseId = about.Id, ContactId = contact.Id, Relation = Relation.Parent, Role = CheckedRole.Safe, CheckedBy = staff.Id, CheckedAt = now });
                for (var m = 0; m < messages / cases; m++)
                {
                    db.Add(new InboundMessage
                    {
                        Provider = "load",
                        ProviderId = string.Create(CultureInfo.InvariantCulture, $"{n}-{m}"),
                        ConversationId = talk.Id,
                        Body = encryptor.Encrypt(key.Id, "message.body", "ສະບາຍດີ ຢາກຖາມເລື່ອງລູກ"),
                        BodyHash = hash,
                        ReceivedAt = now.AddMinutes(-n - m),
                    });
                }

                if (n % TaskEvery == 0)
                {
                    db.StaffTasks.Add(new StaffTask { Kind = "call-back", Urgency = Urgency.Normal, AgencyId = about.AgencyId, ContactId = contact.Id, ConversationId = talk.Id, OpenedAt = now.AddMinutes(-n), DueAt = now.AddDays(2) });
                }
            }

            await db.SaveChangesAsync();
        }
    }

    /// <summary>A name for a number, the same each time.</summary>
    public static string NameOf(int n) => $"{Given[n % Given.Length]} {Family[n / Given.Length % Family.Length]} {n / Given.Length / Family.Length}";
}
