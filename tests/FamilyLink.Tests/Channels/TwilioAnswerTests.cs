using System.Net;
using System.Text;
using FamilyLink.Channels.Twilio;
using FamilyLink.Messaging;
using Microsoft.Extensions.Options;
using Xunit;

namespace FamilyLink.Tests.Channels;

/// <summary>Whatever Twilio, or somebody in between, answers is an outcome: bounded, tolerant, without following anybody elsewhere.</summary>
public sealed class TwilioAnswerTests
{
    [Theory]
    [InlineData(201, "[]", typeof(SendOutcome.Unknown))]
    [InlineData(201, "null", typeof(SendOutcome.Unknown))]
    [InlineData(201, """{"sid":5}""", typeof(SendOutcome.Accepted))]
    [InlineData(201, """{"sid":{}}""", typeof(SendOutcome.Unknown))]
    [InlineData(400, """{"code":"21610"}""", typeof(SendOutcome.OptedOut))]
    [InlineData(400, """{"code":[]}""", typeof(SendOutcome.Unknown))]
    [InlineData(400, """{"code":21408}""", typeof(SendOutcome.ChannelStopped))]
    [InlineData(400, """{"code":21606}""", typeof(SendOutcome.ChannelStopped))]
    [InlineData(400, """{"code":30034}""", typeof(SendOutcome.ChannelStopped))]
    [InlineData(403, """{"code":10001}""", typeof(SendOutcome.ChannelStopped))]
    [InlineData(307, "", typeof(SendOutcome.Unknown))]
    [InlineData(500, "<html>", typeof(SendOutcome.Unknown))]
    [InlineData(400, "<html>", typeof(SendOutcome.Unknown))]
    public async Task Twilio_EveryAnswer_IsAnOutcome_AndNothingIsThrown(int status, string body, Type outcome) =>
        Assert.IsType(outcome, await SendAsync(new Answering(status, body)));

    [Theory]
    [InlineData(429, "<html>busy</html>", "60", 60)]
    [InlineData(429, """{"code":20429}""", "Tue, 24 Nov 2026 05:02:00 GMT", 120)]
    [InlineData(503, "<html>", "30", 30)]
    [InlineData(429, "", null, 5)]
    [InlineData(429, "", "999999999", 3600)]
    public async Task Twilio_AsksToWait_InSecondsOrByADate_InItsOwnPageOrAnothers(int status, string body, string? after, int seconds)
    {
        var waits = Assert.IsType<SendOutcome.RetryLater>(await SendAsync(new Answering(status, body, after)));
        Assert.InRange(waits.After.TotalSeconds, seconds, seconds + 4);
    }

    [Fact]
    public async Task Twilio_AnAnswerOfHundredsOfMegabytes_IsNotRead()
    {
        var before = GC.GetTotalAllocatedBytes();
        Assert.IsType<SendOutcome.Unknown>(await SendAsync(new Answering(201, null)));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 64L << 20);
    }

    private static Task<SendOutcome> SendAsync(Answering twilio) => new TwilioGateway(
        new TwilioApi(twilio, Options.Create(new TwilioOptions { AccountSid = "AC1", AuthToken = "t", From = "+15005550006" }), new Still()),
        Options.Create(new TwilioOptions { AccountSid = "AC1", AuthToken = "t", From = "+15005550006" }),
        Options.Create(new FamilyLinkOptions())).SendAsync(new GatewayMessage(Guid.Empty, "tel:+8562055550103", "x", "lo"), CancellationToken.None);

    private sealed class Still : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 24, 5, 0, 0, TimeSpan.Zero);
    }

    private sealed class Answering(int status, string? body, string? retryAfter = null) : HttpMessageHandler, IHttpMessageHandlerFactory
    {
        public HttpMessageHandler CreateHandler(string name) => this;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = new HttpResponseMessage((HttpStatusCode)status)
            {
                Content = body is null ? new StreamContent(new Endless()) : new StringContent(body, Encoding.UTF8, body.StartsWith('<') ? "text/html" : "application/json"),
            };
            if (retryAfter is not null)
            {
                answer.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
            }

            if (status == 307)
            {
                answer.Headers.Location = new Uri("https://elsewhere.example/");
            }

            return Task.FromResult(answer);
        }
    }

    /// <summary>400 MB of nothing.</summary>
    private sealed class Endless : Stream
    {
        private long _left = 400L << 20;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(_left, count);
            _left -= read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
