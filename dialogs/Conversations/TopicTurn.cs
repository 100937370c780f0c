using FamilyLink.Dialogs.Understanding;

namespace FamilyLink.Dialogs.Conversations;

/// <summary>From a question in somebody's own words to an answer, a choice, a dialog of its own, or a person.</summary>
internal static class TopicTurn
{
    /// <summary>Likely enough to be offered as a choice.</summary>
    public const double Likely = 0.35;

    // A second topic this near to the first makes it a choice: a wrong answer about the law costs more than one question.
    private const double Apart = 0.2;

    private const string Stop = "service.stop";
    private const double SureOfStop = 0.85;

    /// <summary>Answers the turn's text if its topic is likely; null when nothing is.</summary>
    public static async Task<DialogStatus?> TryAsync(DialogContext turn, ITopicClassifier classifier)
    {
        var match = classifier.Classify(turn.Language, turn.Input.Text);
        if (match.Likely is [{ Topic: Stop }, ..] && (match.Confidence < SureOfStop || ControlWords.AsksToGoOn(turn.Input.Text) || ControlWords.AsksSomebodyElseToStop(turn.Input.Text)))
        {
            // A thank-you taken for a wish to stop would silence the news itself: unless it is nearly certain, a person reads it.
            return null;
        }

        var likely = match.Likely.Where(l => l.Confidence >= Likely).ToList();
        if (match.Topic is { } sure && likely.TrueForAll(l => l.Topic == sure || match.Confidence - l.Confidence >= Apart))
        {
            return await TellAsync(turn, sure);
        }

        if (likely.Count == 0)
        {
            return null;
        }

        // "And how much is it?": a follow-up belongs to what was talked about last, when that, or what is related to it, is among the likely.
        if (turn.State.Topic is { } last)
        {
            var related = (await turn.Ports.AnswerAsync(last, turn.Language, turn.Cancellation)).Related;
            if (likely.Find(l => l.Topic == last || related.Contains(l.Topic)) is { } near)
            {
                return await TellAsync(turn, near.Topic);
            }
        }

        return AnswerDialog.Choose(turn, likely.Take(2).Select(l => l.Topic));
    }

    /// <summary>Answers a topic: by the dialog that is made for it, from the library, or by fetching a person.</summary>
    public static async Task<DialogStatus> TellAsync(DialogContext turn, string topic)
    {
        turn.State = turn.State with { Topic = topic };
        switch (topic)
        {
            case "shelter.visit":
                return await turn.StartAsync(VisitDialog.Id);
            case "shelter.looking-for":
                return await turn.StartAsync(LookingForDialog.Id);
            case "shelter.asked-to-pay":
                return await turn.StartAsync(MoneyDialog.Id);
            case "service.language":
                return await turn.StartAsync(LanguageDialog.Id);
            case "service.person":
                PersonTurn.Call(turn, TaskKinds.CallBack);
                return DialogStatus.Waiting;
            case Stop:
                // The person can write at any time (S3).
                StopTurn.Stop(turn);
                return DialogStatus.Waiting;
        }

        var answer = await turn.Ports.AnswerAsync(topic, turn.Language, turn.Cancellation);
        if (answer.Parts.IsEmpty)
        {
            turn.Say("answer.by-person");
            PersonTurn.Call(turn, TaskKinds.NoAnswer, turn.Input.Text);
            return DialogStatus.Waiting;
        }

        if (topic is "life.equipment" or "service.change-number")
        {
            // Not only to be answered but to be done: a task with an owner and a date.
            turn.Do(new TaskOpened(TaskKinds.Request, turn.Input.Text));
        }

        turn.Do(new QuestionAnswered(topic));
        return AnswerDialog.Tell(turn, topic, answer, 0);
    }

    /// <summary>Leads from a menu point into its topics: "more" lists them.</summary>
    public static DialogStatus Lead(DialogContext turn, string key)
    {
        turn.Ask(key, Choices.More);
        return DialogStatus.Waiting;
    }

    /// <summary>Takes the answer to <see cref="Lead"/>.</summary>
    public static DialogStatus Led(DialogContext turn, params IEnumerable<string> topics) =>
        turn.Reading is { Digit: '1' } or { Intent: Intent.Yes } ? AnswerDialog.Choose(turn, topics) : DialogStatus.NotAnAnswer;
}

/// <summary>"No more messages": noted before anything is said (S3).</summary>
internal static class StopTurn
{
    public static void Stop(DialogContext turn, bool inDanger = false)
    {
        turn.Do(new OptedOut(inDanger));
        turn.State = turn.State with { Stack = [], Misunderstood = 0 };
        turn.Say("stop.done");
    }
}
