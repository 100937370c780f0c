// Hosts share Hangfire's one static storage per process, so they take turns.
[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]
