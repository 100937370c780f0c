using FamilyLink.Load;
using FamilyLink.Load.Approvals;
using FamilyLink.Load.CheckIns;
using FamilyLink.Load.ConsolePages;
using FamilyLink.Load.Crash;
using FamilyLink.Load.Drain;
using FamilyLink.Load.Faults;
using FamilyLink.Load.Fuzz;
using FamilyLink.Load.Growth;
using FamilyLink.Load.Inbound;
using FamilyLink.Load.Match;
using FamilyLink.Load.Sides;
using FamilyLink.Load.Startup;

const string Usage =
    """
    usage: dotnet run -c Release --project tests/FamilyLink.Load -- SCENARIO [--option value …]

      inbound   answered messages a second, against the least any program must do
                [--channel sms|bot] [--callers 32] [--seconds 3] [--turns 5] [--secrets 0, wrong secrets in 1,000 messages]
      startup   time from nothing to ready, against an empty ASP.NET Core project
                [--turns 7]
      drain     messages that are due handed to a provider with 50 ms latency, through the whole gate, against what the provider alone takes
                [--count 50000] [--latency 50] [--per-person 100] [--replies 5, urgent ones among them]
      growth    the same service with few and with many stored messages
                [--sizes 1000,100000,1000000] [--callers 32] [--seconds 3] [--turns 7]
      crash     kill -9 at random moments, counted at the provider: what was lost, what came twice
                [--kills 200] [--callers 8] [--batch 40, messages going out for each kill] [--twins 5, same words twice in 100] [--seed 1]

      approvals approved court updates verified again at hand-off and handed over, against plain replies; and as many with one bit of something sealed changed
                [--count 10000] [--latency 50] [--seed 1]

      checkins  check-ins of many plans that fall due in one window, handed to the provider in it; and what writing one costs beside few and many plans
                [--count 100000] [--plans 5000] [--window 3600, seconds] [--kill-every 0, seconds] [--latency 50] [--sizes 1000,1000000] [--planning 1, 0 leaves that out]

      console   the staff's pages for an agency with very many cases: lists, searches by code, number, name and sound, all at once
                [--cases 50000] [--messages 200000] [--staff 20] [--seconds 60]

      match     reading one line for signs of danger and topics, after start, against SQLite's index of groups of three letters
                [--count 20000] [--turns 5] [--floor-lines 200]

      fuzz      random texts through everything that reads what people write: none may throw
                [--count 10000000] [--seed 1]

      fuzz-webhooks   every webhook with bodies that are wrong in every way, signed: no 5xx, no page, no connection lost, no STOP lost
                [--count 10000000] [--seed 1] [--from 0, with --count 1 one request again] [--seconds, no new round after these] [--callers 16]
                [--round 250000, requests for each service and database] [--failures artifacts/fuzz-webhooks, where failed requests are written]

      faults    plants known faults in a copy of the sources: the safety tests must find each (about two minutes a fault)
                [--only S7,S10-, those whose names begin so]

    every scenario: [--database sqlite|postgres] [--durability power|process]
                    [--program FILE, a published FamilyLink.dll in place of the one built with this tool]
    The last line of standard output is one JSON object; how it goes is told on standard error.
    """;

if (args is ["floor", var engine, var kind, var connection, var durability])
{
    return await Floor.ServeAsync(engine, kind == "grouped", connection, durability);
}

try
{
    var options = new LoadOptions(args.Skip(1).ToArray());
    Service.Program = File.Exists(options.Text("program", Service.Program))
        ? Path.GetFullPath(options.Text("program", Service.Program))
        : throw new ArgumentException($"--program: there is no file {options.Text("program", Service.Program)}.");
    return args.FirstOrDefault() switch
    {
        "inbound" => await InboundScenario.RunAsync(options),
        "drain" => await DrainScenario.RunAsync(options),
        "growth" => await GrowthScenario.RunAsync(options),
        "crash" => await CrashScenario.RunAsync(options),
        "approvals" => await ApprovalsScenario.RunAsync(options),
        "console" => await ConsoleScenario.RunAsync(options),
        "checkins" => await CheckInsScenario.RunAsync(options),
        "faults" => await FaultsScenario.RunAsync(options),
        "fuzz" => FuzzScenario.Run(options),
        "fuzz-webhooks" => await FuzzWebhooksScenario.RunAsync(options),
        "match" => await MatchScenario.RunAsync(options),
        "startup" => await StartupScenario.RunAsync(options),
        _ => throw new ArgumentException("Name a scenario."),
    };
}
catch (ArgumentException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    Console.Error.WriteLine(Usage);
    return 2;
}
