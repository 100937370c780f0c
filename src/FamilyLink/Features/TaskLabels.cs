using FamilyLink.Messaging.Gate;

namespace FamilyLink.Features;

/// <summary>What the console calls each kind of task, in the list of tasks as in the inbox.</summary>
public static class TaskLabels
{
    /// <summary>A kind of task in the words of the console.</summary>
    public static string Say(string kind) => kind switch
    {
        "call-back" => "Wants to talk to a person",
        "looking-for" => "Looks for a relative",
        "not-understood" => "Wrote what nothing here answers",
        "read-today" => "May be in danger: read today",
        "safety" => "A sign of danger",
        "tell-by-voice" => "Tell this by telephone",
        "left-words" => "Wrote again",
        "left-voice-message" => "Left a spoken message: hear it in the conversation",
        "words-for-secret" => "Wrote words where the secret is asked for (not kept): ask what they need",
        "left-attachment" => "Sent a picture or a voice message (not kept): ask what it was",
        "too-many" => "Very many or the same words again and again: not answered any more",
        "unknown-way" => "Messages come by a way that is not set up",
        "check-in-need" => "Needs something (check-in)",
        "check-in-call" => "Wants a call (check-in)",
        "check-in-words" => "Answered a check-in in own words",
        "check-in-second-way" => "Ask which second way is safe (check-in)",
        "check-in-silent" => "No answer to a check-in",
        "check-in-decide" => "Two check-ins without an answer: please decide",
        "check-in-not-sent" => "A check-in could not be asked",
        "check-in-back" => "Answered again while the plan rests",
        "court-call" => "Call about a court outcome",
        "court-question" => "Has a question about a court outcome",
        "court-money-missing" => "Says that part of the money is missing",
        "notice-question" => "Has a question about the news they were told",
        "no-answer" => "Asked something we have no reviewed answer to",
        "request" => "Wants something done",
        "call-not-answered" => "Our call was not answered: call them yourself",
        "asked-to-start-again" => "Wants to be written to again: ask each person on this phone",
        "number-of-two-agencies" => "Two agencies have this number on file: speak with each other",
        "same-person" => "Two accounts seem to be one person",
        "approver-ended" => "An account was switched off: look again at the news it approved",
        "secret-locked" => "Five wrong secrets: locked",
        "duress" => "Duress word: somebody is forcing them",
        "account-linked" => "A new chat account proved the secret: is this way safe?",
        OptOutRules.NumberToConfirm => "Confirm a telephone number",
        OptOutRules.UpdateStopped => "Approved news waits for somebody who asked for no more messages",
        "message-blocked" => "A message could not go out",
        "message-unsettled" => "Find out whether a message arrived",
        "channel-stopped" => "The gateway refuses the service",
        "channel-away-sms" => "The SMS gateway is not reached: messages wait",
        "channel-away-voice" => "The telephone gateway is not reached: calls wait",
        "channel-away-messenger" => "The chat channel is not reached: messages wait",
        "duty-phone-1" => "The first duty phone is not reached",
        "duty-phone-2" => "The second duty phone is not reached",
        "duty-phone-3" => "The third duty phone is not reached",
        _ when kind.StartsWith("duty-phone-", StringComparison.Ordinal) => "A duty phone is not reached",
        _ => kind,
    };
}
