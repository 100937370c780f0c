using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace FamilyLink.Load.Sides;

/// <summary>
/// The least that any program must do for the same promise: a bare Kestrel endpoint that commits one row a request before it answers.
/// <c>plain</c> commits each row alone; <c>grouped</c> lets everything that waits share one commit. Run as <c>dotnet FamilyLink.Load.dll floor ENGINE KIND CONNECTION DURABILITY</c>.
/// </summary>
public static class Floor
{
    private const int LargestGroup = 1024;

    /// <summary>Serves until stopped.</summary>
    public static async Task<int> ServeAsync(string engine, bool grouped, string connectionString, string durability)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(Environment.GetEnvironmentVariable("ASPNETCORE_URLS")!);
        await using var app = builder.Build();
        using IFloorStore store = engine == "postgres" ? new PostgresFloorStore(connectionString, durability) : new SqliteFloorStore(connectionString, durability);
        var waiting = Channel.CreateUnbounded<Row>(new UnboundedChannelOptions { SingleReader = true });
        var writer = new Thread(() => Write(waiting.Reader, store)) { IsBackground = true };
        writer.Start();

        var answer = "<Response></Response>"u8.ToArray();
        app.Run(async context =>
        {
            if (context.Request.Method == "GET")
            {
                return;
            }

            var id = await FirstValueAsync(context.Request);
            if (grouped)
            {
                var row = new Row(id);
                waiting.Writer.TryWrite(row);
                await row.Done.Task;
            }
            else
            {
                await store.InsertAsync(id);
            }

            context.Response.ContentType = "text/xml";
            context.Response.ContentLength = answer.Length;
            await context.Response.Body.WriteAsync(answer);
        });
        await app.RunAsync();
        return 0;
    }

    private static async ValueTask<byte[]> FirstValueAsync(HttpRequest request)
    {
        // The id is the first field: "MessageSid=" and 34 characters. The rest of the body is read and dropped.
        var read = await request.BodyReader.ReadAtLeastAsync((int)request.ContentLength!.Value);
        var id = new byte[34];
        System.Buffers.BuffersExtensions.CopyTo(read.Buffer.Slice(11, 34), id);
        request.BodyReader.AdvanceTo(read.Buffer.End);
        return id;
    }

    private static void Write(ChannelReader<Row> waiting, IFloorStore store)
    {
        var group = new List<Row>(LargestGroup);
        while (waiting.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            group.Clear();
            while (group.Count < LargestGroup && waiting.TryRead(out var row))
            {
                group.Add(row);
            }

            store.InsertAll(group);
            foreach (var row in group)
            {
                row.Done.SetResult();
            }
        }
    }

    /// <summary>One row and whoever waits for it.</summary>
    internal sealed class Row(byte[] id)
    {
        public byte[] Id { get; } = id;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
