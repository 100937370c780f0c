using Xunit;

namespace FamilyLink.Tests.Dialogs.Understanding;

/// <summary><c>evaluate FILE.tsv</c>: how well a file of sentences is understood.</summary>
public sealed class EvaluateCommandTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Sentences_AreCounted_AndThoseMissedOrHeardInVainAreNamed()
    {
        var (code, printed, _) = Run(
            "lang\tstyle\ttopic\tsignal\ttext",
            "lo\tplain\tnone\tdanger.violence\tຜົວຕີຂ້ອຍທຸກມື້ ຊ່ວຍແດ່",
            "lo\tplain\tnone\tdanger.violence\tກະຕ່າຢູ່ໃຕ້ຕົ້ນມ່ວງ",
            "lo\tplain\tnone\t-\tຜົວຕີຂ້ອຍທຸກມື້ ຊ່ວຍແດ່ ດ່ວນ",
            "lo\tplain\tmigration.passport\t-\tຢາກເຮັດພາດສະປອດ ຕ້ອງໄປຫ້ອງການໃດ");

        Assert.Equal(0, code);
        Assert.Contains("all: 4 lines", printed, StringComparison.Ordinal);
        Assert.Contains("heard as a sign 50.0 % (9.5-90.5, 1 of 2)", printed, StringComparison.Ordinal);
        Assert.Contains("false alarms 50.0 %", printed, StringComparison.Ordinal);
        Assert.Contains("topics: precision 100.0 %", printed, StringComparison.Ordinal);
        Assert.Matches("missed\tdanger.violence 0\\.[0-9]{3}\tກະຕ່າຢູ່ໃຕ້ຕົ້ນມ່ວງ", printed);
        Assert.Contains("\tຜົວຕີຂ້ອຍທຸກມື້ ຊ່ວຍແດ່ ດ່ວນ", printed, StringComparison.Ordinal);
    }

    [Fact]
    public void ALineWithTooFewColumns_OrNoFile_IsSaidPlainly()
    {
        var (code, _, error) = Run("lo\tplain\tnone\t-\tສະບາຍດີ", "lo\tສະບາຍດີ");
        Assert.Equal(2, code);
        Assert.Contains("line 2: five columns are needed", error, StringComparison.Ordinal);

        var errors = new StringWriter();
        Assert.Equal(2, EvaluateCommand.Run(_file + ".none", TextWriter.Null, errors));
        Assert.Contains("There is no file", errors.ToString(), StringComparison.Ordinal);
    }

    private (int Code, string Printed, string Error) Run(params string[] lines)
    {
        File.WriteAllLines(_file, lines);
        var (output, errors) = (new StringWriter(), new StringWriter());
        return (EvaluateCommand.Run(_file, output, errors), output.ToString(), errors.ToString());
    }
}
