using Xunit;
using Xunit.Sdk;

namespace FamilyLink.Tests.Infrastructure;

/// <summary>
/// Says what a test needs beside the .NET SDK. Outside CI the test is skipped with the reason; in CI, which installs everything, the test fails.
/// Call it first in a <c>[SkippableFact]</c> or <c>[SkippableTheory]</c>.
/// </summary>
public static class Requires
{
    /// <summary>Whether a missing tool is a failure.</summary>
    public static bool InCi => Environment.GetEnvironmentVariable("CI") is "true" or "True" or "1";

    /// <summary>The npm packages of <c>tests/oracles</c>, installed on first use.</summary>
    public static void Node() => That(NodeOracle.WhyNot);

    /// <summary>A PostgreSQL that the tests can start themselves.</summary>
    public static void Postgres() => That(PostgresServer.WhyNot);

    /// <summary>Kannel's bearerbox, smsbox and its fake SMSC.</summary>
    public static void Kannel() => That(
        Tools.Find("bearerbox") is null || Tools.Find("smsbox") is null ? "Kannel (bearerbox, smsbox) is not installed."
        : File.Exists("/usr/lib/kannel/test/fakesmsc") ? null : "Kannel's fakesmsc (package kannel-extras) is not installed.");

    /// <summary>A Chromium that Playwright can drive.</summary>
    public static void Chromium() => That(Tools.Find("chromium", "chromium-browser", "google-chrome") is null ? "Chromium is not installed." : null);

    /// <summary>The translate-toolkit, with Debian's own Python.</summary>
    public static void TranslateToolkit() => That(File.Exists("/usr/bin/python3") && Directory.Exists("/usr/lib/python3/dist-packages/translate") ? null : "The translate-toolkit is not installed.");

    /// <summary>ffmpeg, for recordings.</summary>
    public static void Ffmpeg() => That(Tools.Find("ffmpeg") is null ? "ffmpeg is not installed." : null);

    /// <summary>Anything else: null when it is there, else the sentence that says what is missing.</summary>
    public static void That(string? whyNot)
    {
        if (whyNot is null)
        {
            return;
        }

        if (InCi)
        {
            throw new XunitException("CI must have what this test needs. " + whyNot);
        }

        Skip.If(true, whyNot);
    }
}
