using System.Text;
using FamilyLink.Dialogs.Understanding.Matching;

namespace FamilyLink.Training;

/// <summary>
/// The ways in which the same Lao words reach us: in Thai letters, in Latin letters as each person spells them, and with slips. Made by rule from Lao
/// writing, so that what is learned does not hang on how one person types.
/// </summary>
internal static class LaoWriting
{
    // Words that people who write Lao with Thai letters spell the Thai way.
    private static readonly (string Lao, string Thai)[] ThaiSpellings =
    [
        ("ຕຳຫຼວດ", "ตำรวจ"), ("ກົດໝາຍ", "กฎหมาย"), ("ໂທລະສັບ", "โทรศัพท์"), ("ໜັງສື", "หนังสือ"), ("ພາດສະປອດ", "พาสปอร์ต"), ("ສານ", "ศาล"), ("ສູນ", "ศูนย์"), ("ທະນາຍ", "ทนาย"),
        ("ອະນຸຍາດ", "อนุญาต"), ("ບໍລິສັດ", "บริษัท"), ("ເຈົ້າໜ້າທີ່", "เจ้าหน้าที่"), ("ພະນັກງານ", "พนักงาน"), ("ໂຮງຮຽນ", "โรงเรียน"), ("ຮຽນ", "เรียน"), ("ຮູ້", "รู้"), ("ຮັບ", "รับ"),
        ("ຮ້ອງ", "ร้อง"), ("ຮ້ານ", "ร้าน"), ("ຊ່ວຍ", "ช่วย"), ("ຊື່", "ชื่อ"), ("ຊີວິດ", "ชีวิต"), ("ຖາມ", "ถาม"), ("ປ່ຽນ", "เปลี่ยน"), ("ກັບ", "กลับ"), ("ຄູ", "ครู"),
        ("ໃຜ", "ใคร"), ("ຖືກ", "ถูก"), ("ລຶບ", "ลบ"), ("ເອກະສານ", "เอกสาร"), ("ສັນຍາ", "สัญญา"), ("ຄວາມລັບ", "ความลับ"), ("ຂໍ້ຄວາມ", "ข้อความ"), ("ປະເທດ", "ประเทศ"), ("ໄທ", "ไทย"),
        ("ເບີໂທ", "เบอร์โทร"), ("ເບີ", "เบอร์"), ("ຢາກ", "อยาก"), ("ຢູ່", "อยู่"), ("ຢ່າ", "อย่า"), ("ແນວໃດ", "แนวใด"), ("ໂທ", "โทร"), ("ສູ້", "สู้"), ("ປະກັນ", "ประกัน"), ("ໂທດ", "โทษ"),
    ];

    // One way of spelling Lao in Latin letters each: what a sound becomes. Missing sounds are spelled as in the first.
    private static readonly Dictionary<char, string>[] LatinHabits =
    [
        Habit("k k;K kh;N ng;c ch;s s;y y;d d;t t;T th;n n;b b;p p;P ph;f f;m m;l l;w v;h h;g g;a a;A a;i i;u ue;v u;e e;E ae;o o;x o;q o;I ia;U uea;V oe;W ua;Q ao;Y ai;M am"),
        Habit("k k;K kh;c j;s x;y y;w w;A aa;i i;u eu;v ou;E e;x or;I ie;U eua;V er;W oua;Q ao;Y ay"),
        Habit("k k;K k;c j;s s;y ny;T t;P p;w v;A a;i ee;u u;v oo;E ae;x aw;I ia;U ua;V eu;W ua;Q au;Y ai"),
        Habit("k g;K kh;c ch;s s;y y;t dt;w w;A ar;i i;u eu;v u;e ay;E e;x or;o oh;I ia;U eua;V ur;W uar;Q ow;Y ai"),
    ];

    // Letters that people write for each other, one under the other.
    private const string Confused = "ຣລຊສຍຢໄໃ\u0EB4\u0EB5\u0EB6\u0EB7\u0EB8\u0EB9ຂຄທຜຫ\u0EBCรลศสไใ\u0E34\u0E35\u0E36\u0E38\u0E39คณญ";
    private const string ConfusedWith = "ລຣສຊຢຍໃໄ\u0EB5\u0EB4\u0EB7\u0EB6\u0EB9\u0EB8ຄຂຖພຮລลรสศใไ\u0E35\u0E34\u0E37\u0E39\u0E38ตนย";

    public static int LatinHabitCount => LatinHabits.Length;

    /// <summary>Lao in Thai letters.</summary>
    /// <param name="lao">Lao text.</param>
    /// <param name="thaiWords">Whether common words take their Thai spelling.</param>
    public static string InThaiLetters(string lao, bool thaiWords)
    {
        var text = lao;
        if (thaiWords)
        {
            foreach (var (word, spelling) in ThaiSpellings)
            {
                text = text.Replace(word, spelling, StringComparison.Ordinal);
            }
        }

        var thai = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            switch (letter)
            {
                case 'ຽ':
                    thai.Insert(BeforeConsonant(thai), 'เ').Append("ีย");
                    break;
                case 'ົ' when i + 1 < text.Length && (text[i + 1] == 'ວ' || (text[i + 1] is >= '\u0EC8' and <= '\u0ECB' && i + 2 < text.Length && text[i + 2] == 'ວ')):
                    thai.Append('ั');
                    break;
                case 'ົ':
                    break;
                case 'ໍ':
                    thai.Append(thai.Length > 0 && thai[^1] == 'บ' ? "" : "อ");
                    break;
                case 'ຼ':
                    thai.Append('ล');
                    break;
                case 'ໜ':
                    thai.Append("หน");
                    break;
                case 'ໝ':
                    thai.Append("หม");
                    break;
                case 'ັ' when thai.Length > 1 && thai[^2] is 'เ' or 'แ' && thai.Length > 1:
                    thai.Append('็');
                    break;
                default:
                    thai.Append(ThaiLetter(letter));
                    break;
            }
        }

        return thai.ToString();
    }

    /// <summary>Lao in Latin letters by one of the habits.</summary>
    public static string InLatinLetters(string lao, int habit, int seed)
    {
        var streams = SoundStreams.Of(lao, Features.Longest);
        var spelled = LatinHabits[habit];
        var latin = new StringBuilder();
        var exact = streams.Exact;
        var last = -1;
        for (var i = 0; i < exact.Length; i++)
        {
            var sound = exact[i];
            var source = exact.Source(i);
            if (last >= 0 && streams.Text.AsSpan(last, Math.Max(0, source - last)).Contains(' '))
            {
                latin.Append(' ');
            }
            else if (i > 0 && i + 1 < exact.Length && SoundTable.IsConsonant(sound) && SoundTable.IsVowel(exact[i + 1]) && ((seed + i) * 7919 % 5) < 3)
            {
                // A syllable begins; people put a space there more often than not.
                latin.Append(' ');
            }

            last = Math.Max(last, source);
            latin.Append(sound == '#' ? "5" : spelled.TryGetValue(sound, out var letters) ? letters : LatinHabits[0].GetValueOrDefault(sound, ""));
        }

        return latin.Replace("  ", " ").ToString().Trim();
    }

    /// <summary>The same words with slips of spelling, chosen by the seed.</summary>
    public static string WithSlips(string text, int seed)
    {
        var state = (uint)((seed * 2654435761L) ^ 0x9E3779B9L) | 1u;
        var slipped = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            var roll = state % 100;
            if (letter is (>= '\u0EC8' and <= '\u0ECB') or (>= '\u0E48' and <= '\u0E4B'))
            {
                if (roll < 40)
                {
                    slipped.Append(letter);
                }

                continue;
            }

            if (roll < 2 && letter > '\u0E00')
            {
                continue;
            }

            slipped.Append(roll < 22 ? Mixed(letter) : letter);
        }

        return slipped.ToString();
    }

    private static int BeforeConsonant(StringBuilder thai)
    {
        var at = thai.Length;
        while (at > 0 && (thai[at - 1] is >= '\u0E30' and <= '\u0E3A' or >= '\u0E47' and <= '\u0E4E'))
        {
            at--;
        }

        at = Math.Max(0, at - 1);
        return at > 0 && thai[at - 1] == 'ห' && thai[at] is 'ง' or 'น' or 'ม' or 'ล' or 'ว' or 'ย' or 'ร' && at > 0 && thai[at - 1] == 'ห' ? at - 1 : at;
    }

    private static char ThaiLetter(char lao) => lao switch
    {
        'ຊ' => 'ซ',
        'ຢ' => 'ย',
        'ຍ' => 'ย',
        'ຮ' => 'ฮ',
        'ຣ' => 'ร',
        '\u0EBB' => '\u0E31',
        'ໄ' => 'ไ',
        'ໃ' => 'ใ',
        'ໆ' => 'ๆ',
        'ອ' => 'อ',
        >= '\u0E81' and <= '\u0ECD' => (char)(lao - 0x80),
        _ => lao,
    };

    private static char Mixed(char letter)
    {
        var at = Confused.IndexOf(letter, StringComparison.Ordinal);
        return at < 0 ? letter : ConfusedWith[at];
    }

    private static Dictionary<char, string> Habit(string spelled) => spelled.Split(';').ToDictionary(p => p[0], p => p[2..]);
}
