// Every test host has a data directory and a database of its own, so classes run side by side. Twice as many as this machine's usual two cores: hosts
// that start or wait for PostgreSQL leave a core free. What shares more than that says so by its collection.
[assembly: Xunit.TestCollectionOrderer("FamilyLink.Tests.Infrastructure.LongestFirst", "FamilyLink.Tests")]
[assembly: Xunit.CollectionBehavior(MaxParallelThreads = 4)]
