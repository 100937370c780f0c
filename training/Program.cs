using FamilyLink.Dialogs.Understanding.Matching;

namespace FamilyLink.Training;

/// <summary>Run by the build of <c>src/FamilyLink</c>: learns the models from the bank and writes them to a folder. With <c>measure</c>, prints how well they hear.</summary>
internal static class TrainingProgram
{
    private static int Main(string[] args)
    {
        if (args is not [var folder, .. var rest])
        {
            Console.Error.WriteLine("usage: FamilyLink.Training FOLDER | measure  [--without-held]");
            return 2;
        }

        // What is kept back for measuring is left out of the figures' models, not of the program's.
        var sentences = Sentences.Bank(held: !rest.Contains("--without-held"));
        if (folder == "measure")
        {
            Measure.Signals(DangerTrainer.Learn(sentences), Console.Out);
            Measure.Topics(Console.Out);
            return 0;
        }

        Directory.CreateDirectory(folder);
        Parallel.Invoke(
            () => ModelFiles.Write(folder, ModelFiles.Topics, writer => TopicTrainer.Model(sentences, []).Save(writer)),
            () => ModelFiles.Write(folder, ModelFiles.Signals, writer => DangerTrainer.Learn(sentences).Model.Save(writer)));
        return 0;
    }
}
