using FamilyLink.Messaging.Outbound;

namespace FamilyLink.Messaging.Approval;

/// <summary>Seals notices whose second approval was stored and whose sealing was cut off.</summary>
public sealed class PendingCompletions(IServiceScopeFactory scopes) : IDueWork
{
    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ApprovalService>().SealApprovedAsync(cancellation);
    }
}
