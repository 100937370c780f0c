using FamilyLink.Data.Encryption;

namespace FamilyLink.Features.Enrolments;

/// <summary>
/// How an account that is not on file says whose secret it sends: six digits of the card, then the secret. Alone, neither is worth anything;
/// together they are one try among a million times a million.
/// </summary>
internal static class LinkNumber
{
    /// <summary>Digits of a link number.</summary>
    public const int Length = 6;

    private const int ShortestSecret = 3;

    /// <summary>Splits what was said (in the form secrets are compared in) into link number and secret; no link number when it has none.</summary>
    public static (string? Link, string Secret) Split(string said) =>
        said.Length >= Length + ShortestSecret && said.AsSpan(0, Length).ContainsAnyExceptInRange('0', '9') is false
            && !(said.Length <= 8 && said.AsSpan().ContainsAnyExceptInRange('0', '9') is false)
            ? (said[..Length], said[Length..])
            : (null, said);

    /// <summary>The look-up hash of a link number; of none, a hash that nothing has, so that looking costs the same (S5).</summary>
    public static byte[] HashOf(string? link, KeyedHasher hasher) => hasher.OfAddress("link:" + link);
}
