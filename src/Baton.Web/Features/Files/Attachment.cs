using Baton.Web.Features.Items;
using Baton.Web.Features.People;
using Baton.Web.Files;

namespace Baton.Web.Features.Files;

/// <summary>What a file is attached to.</summary>
public enum FileSubject
{
    Item,
    Question,
    Meeting,
    Matter,
    /// <summary>What is asked of the witness about a finding: the proof of its reason.</summary>
    Waiver,
}

/// <summary>One version of a file as it was attached. Its bytes are kept by their hash; a row is never changed but to say that it was replaced or taken off.</summary>
public sealed class Attachment
{
    public Guid Id { get; init; }
    public Guid HandoverId { get; init; }
    public FileSubject Subject { get; init; }
    public Guid SubjectId { get; init; }

    /// <summary>The item that it belongs to, itself or through its question or matter: who sees that sees the file.</summary>
    public Guid? ItemId { get; init; }
    public Item? Item { get; init; }

    /// <summary>Cleaned (<see cref="FileNames.Clean"/>).</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 in lower-case hex.</summary>
    public required string Hash { get; init; }
    public long Size { get; init; }
    public Preview Preview { get; init; }

    /// <summary>The id of its first version; all versions share it.</summary>
    public Guid SeriesId { get; init; }

    /// <summary>From 1.</summary>
    public int Version { get; init; }

    public Guid AddedById { get; init; }
    public Person? AddedBy { get; init; }
    public DateTimeOffset AddedAt { get; init; }

    /// <summary>The next version; null for the newest.</summary>
    public Guid? ReplacedById { get; set; }

    public DateTimeOffset? WithdrawnAt { get; set; }
    public Guid? WithdrawnById { get; set; }

    public bool IsCurrent => ReplacedById is null && WithdrawnAt is null;

    /// <summary>The same bytes on an item of another handover, as a first version.</summary>
    public Attachment CarriedTo(Item item, Guid id, Guid byId, DateTimeOffset at) => new()
    {
        Id = id, HandoverId = item.HandoverId, Subject = FileSubject.Item, SubjectId = item.Id, ItemId = item.Id, Name = Name, Hash = Hash, Size = Size,
        Preview = Preview, SeriesId = id, Version = 1, AddedById = byId, AddedAt = at,
    };
}

/// <summary>That somebody opened a file: once a person, file and sign-in.</summary>
public sealed class FileOpening
{
    public Guid AttachmentId { get; init; }
    public Guid PersonId { get; init; }
    public Person? Person { get; init; }

    /// <summary>The sign-in, or the token.</summary>
    public Guid SignInId { get; init; }
    public DateTimeOffset At { get; init; }
}

/// <summary>
/// A file that is being sent in parts (tus), or an archive that an import is to take apart: nobody's but the sender's, outside
/// log and record.
/// </summary>
public sealed class Upload
{
    public Guid Id { get; init; }
    public Guid HandoverId { get; init; }
    public Guid PersonId { get; init; }

    /// <summary>Null for an archive, which is attached to nothing.</summary>
    public FileSubject? Subject { get; init; }
    public Guid SubjectId { get; init; }
    public Guid? ReplacesId { get; init; }
    public required string Name { get; init; }
    public long Length { get; init; }
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>Of its bytes, once all are there.</summary>
    public string? Hash { get; set; }
    public Preview Preview { get; set; }

    /// <summary>What it became.</summary>
    public Guid? AttachmentId { get; set; }
}
