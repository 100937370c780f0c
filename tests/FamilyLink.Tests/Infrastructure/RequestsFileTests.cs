using System.Net;
using System.Text;
using Xunit;

namespace FamilyLink.Tests.Infrastructure;

/// <summary>The requests that come with the project, for editors that send them.</summary>
public sealed class RequestsFileTests
{
    [Fact]
    public async Task EachRequest_IsTakenByTheService()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var requests = File.ReadAllText(Path.Combine(Repository.Root, "src", "FamilyLink", "requests.http")).ReplaceLineEndings("\n").Split("\n### ").Skip(1).ToList();

        Assert.True(requests.Count >= 8);
        foreach (var text in requests)
        {
            var parts = text.Trim().Split("\n\n", 2);
            var lines = parts[0].Split('\n');
            var first = lines[1].Split(' ');
            using var request = new HttpRequestMessage(new HttpMethod(first[0]), new Uri(first[1]).PathAndQuery);
            var headers = lines.Skip(2).Select(l => l.Split(": ", 2)).ToDictionary(l => l[0], l => l[1]);
            if (headers.TryGetValue("Content-Type", out var type))
            {
                request.Content = new StringContent(parts[1], Encoding.UTF8);
                request.Content.Headers.ContentType = new(type);
            }

            foreach (var (name, value) in headers.Where(h => h.Key != "Content-Type"))
            {
                request.Headers.Add(name, value);
            }

            var answer = await host.Web.SendAsync(request);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{lines[0]}: {answer.StatusCode}");
        }
    }
}
