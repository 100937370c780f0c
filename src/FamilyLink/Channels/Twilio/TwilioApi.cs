using System.Globalization;
using System.Net;
using System.Text;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Recordings;
using Microsoft.Extensions.Options;
using Twilio.Clients;
using Twilio.Exceptions;
using Twilio.Http;

namespace FamilyLink.Channels.Twilio;

/// <summary>
/// Calls Twilio's REST API by its own library and says what became of the request: taken, certainly refused, or perhaps taken. The library's message is never
/// logged or kept: it holds the number.
/// </summary>
public sealed class TwilioApi(IHttpMessageHandlerFactory handlers, IOptions<TwilioOptions> options, TimeProvider clock)
{
    /// <summary>The name of the HTTP client's handlers.</summary>
    public const string ClientName = "twilio";

    // https://www.twilio.com/docs/api/errors
    private const int OptedOutCode = 21610;
    private const int BadCredentials = 20003;
    private const int TooManyRequests = 20429;

    /// <summary>
    /// What is wrong with the account, the sender or the registration, and would be with every other message: no account or not active, a country that is not
    /// switched on, a sender that may not send, an unregistered number (https://www.twilio.com/docs/api/errors).
    /// </summary>
    public static readonly IReadOnlySet<int> RefusesTheService = new HashSet<int>
    {
        BadCredentials, 10001, 20005, 20006, 21408, 21603, 21606, 21607, 21659, 21660, 21661, 21701, 21703, 21704, 21705, 30002, 30032, 30034, 30035, 63038,
    };
    private const int LongestAnswer = 256 * 1024;
    private static readonly int[] Unreachable = [21211, 21214, 21217, 21407, 21421, 21608, 21614, 30003, 30005, 30006];
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Creates something at Twilio; the function returns its sid.</summary>
    public async Task<SendOutcome> CreateAsync(Func<ITwilioRestClient, Task<string?>> create, CancellationToken cancellation)
    {
        using var http = Http(cancellation);
        var twilio = new SystemNetHttpClient(http);
        try
        {
            return await create(Client(twilio)) is { Length: > 0 } sid ? new SendOutcome.Accepted(sid) : new SendOutcome.Unknown("twilio:no-sid");
        }
        catch (ApiConnectionException away) when (away.InnerException is HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
        })
        {
            // Nothing was sent: no connection was ever made.
            return new SendOutcome.RetryLater(TimeSpan.FromSeconds(30), "twilio:no-connection");
        }
        catch (Exception failed) when (IsNoAnswer(failed))
        {
            return Refusal(failed as ApiException, twilio.LastResponse);
        }
    }

    /// <summary>Looks something up at Twilio, and cannot tell when it does not answer.</summary>
    public async Task<Settlement> FindAsync(Func<ITwilioRestClient, Task<Settlement>> find, CancellationToken cancellation)
    {
        using var http = Http(cancellation);
        var twilio = new SystemNetHttpClient(http);
        try
        {
            return await find(Client(twilio));
        }
        catch (Exception failed) when (IsNoAnswer(failed))
        {
            return new Settlement.CannotTell(Code(twilio.LastResponse));
        }
    }

    /// <summary>Fetches a file of the account, such as a recording; the library itself fetches none.</summary>
    /// <param name="path">Its path below the account.</param>
    /// <param name="largest">The most that is read, in bytes.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<FetchedSound> DownloadAsync(string path, int largest, CancellationToken cancellation)
    {
        using var http = Http(cancellation);
        using var request = new HttpRequestMessage(System.Net.Http.HttpMethod.Get, new Uri($"{options.Value.ApiBaseUrl.TrimEnd('/')}/2010-04-01/Accounts/{options.Value.AccountSid}/{path}"));
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Value.AccountSid}:{options.Value.AuthToken}")));
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return new FetchedSound.NotYet();
            }

            if (response.Content.Headers.ContentLength > largest)
            {
                return new FetchedSound.TooLarge();
            }

            await using var content = await response.Content.ReadAsStreamAsync(cancellation);
            using var read = new MemoryStream();
            var buffer = new byte[81_920];
            for (int count; (count = await content.ReadAsync(buffer, cancellation)) > 0;)
            {
                read.Write(buffer, 0, count);
                if (read.Length > largest)
                {
                    return new FetchedSound.TooLarge();
                }
            }

            return new FetchedSound.Found(read.ToArray());
        }
        catch (Exception away) when (away is HttpRequestException or IOException || (away is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return new FetchedSound.NotYet();
        }
    }

    /// <summary>Deletes something at Twilio; false when it is perhaps still there. What is not there is deleted.</summary>
    public async Task<bool> DeleteAsync(Func<ITwilioRestClient, Task<bool>> delete, CancellationToken cancellation)
    {
        using var http = Http(cancellation);
        try
        {
            return await delete(Client(new SystemNetHttpClient(http)));
        }
        catch (ApiException gone) when (gone.Status == (int)HttpStatusCode.NotFound)
        {
            return true;
        }
        catch (Exception failed) when (IsNoAnswer(failed))
        {
            return false;
        }
    }

    // What the library throws: its own exceptions, and those of its JSON reader for an answer that is not Twilio's.
    // Whatever it is, the request has left: the row says so, and nothing else of it matters here.
    private static bool IsNoAnswer(Exception failed) => failed is not OutOfMemoryException;

    private SendOutcome Refusal(ApiException? refused, Response? answer)
    {
        // Somebody in between may say so too, in a page of its own. A server that names a time has not taken it.
        if (answer is { StatusCode: HttpStatusCode.TooManyRequests } || (answer is { StatusCode: >= HttpStatusCode.InternalServerError } && answer.Headers?.RetryAfter is not null))
        {
            return new SendOutcome.RetryLater(Wait(answer), Code(answer));
        }

        if (answer?.StatusCode == HttpStatusCode.Unauthorized)
        {
            return new SendOutcome.ChannelStopped("twilio:401");
        }

        // No answer, one that is not Twilio's, or a server that failed and may have taken it first.
        if (refused is not { Status: >= 400 and < 500 })
        {
            return new SendOutcome.Unknown(Code(answer));
        }

        var code = refused.Code == 0 ? refused.Status : refused.Code;
        var text = string.Create(CultureInfo.InvariantCulture, $"twilio:{code}");
        return code switch
        {
            OptedOutCode => new SendOutcome.OptedOut(text),
            _ when RefusesTheService.Contains(code) || refused.Status == 403 && code == 403 => new SendOutcome.ChannelStopped(text),
            TooManyRequests or 429 or 63018 or 21611 or 30001 => new SendOutcome.RetryLater(Wait(answer), text),
            _ => new SendOutcome.Refused(text, Unreachable.Contains(code)),
        };
    }

    private static string Code(Response? answer) =>
        answer is null || (int)answer.StatusCode < 400 ? "twilio:no-answer" : string.Create(CultureInfo.InvariantCulture, $"twilio:{(int)answer.StatusCode}");

    private TimeSpan Wait(Response? answer)
    {
        var header = answer?.Headers?.RetryAfter;
        var asked = header?.Delta ?? header?.Date - clock.GetUtcNow() ?? ShortestWait;
        var wait = asked < ShortestWait ? ShortestWait : asked > LongestWait ? LongestWait : asked;

        // Jitter, so that a thousand postponed messages do not come back in the same second.
        return wait + TimeSpan.FromMilliseconds(Random.Shared.Next(0, 3_000));
    }

    // Without a log level: an environment variable of the library's must not put requests on the console (S20).
    private TwilioRestClient Client(SystemNetHttpClient http) => new(options.Value.AccountSid, options.Value.AuthToken, httpClient: http) { LogLevel = null };

    private System.Net.Http.HttpClient Http(CancellationToken cancellation) =>
        new(new ConfiguredHost(new Uri(options.Value.ApiBaseUrl), handlers.CreateHandler(ClientName), cancellation), disposeHandler: false)
        {
            Timeout = Patience,
            MaxResponseContentBufferSize = LongestAnswer,
        };

    // The library knows neither another address than Twilio's nor a cancellation.
    private sealed class ConfiguredHost(Uri to, HttpMessageHandler inner, CancellationToken cancellation) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, cancellationToken);
            request.RequestUri = new Uri(to, request.RequestUri!.PathAndQuery);
            return await base.SendAsync(request, either.Token);
        }
    }
}
