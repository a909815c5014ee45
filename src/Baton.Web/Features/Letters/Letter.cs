using System.IO.Compression;
using System.Text;
using Baton.Web.Features.Export;
using Baton.Web.Text;
using MimeKit;

namespace Baton.Web.Features.Letters;

/// <summary>引荐信: tells a customer or supplier who is there for them, and from when. Baton sends none: people do.</summary>
/// <param name="Label">The item's, 4.1.</param>
/// <param name="Email">The contact's; null where it is not known.</param>
/// <param name="FromEmail">The giver's.</param>
public sealed record Letter(
    Guid ItemId, string Label, string Name, string? Contact, string? Email, Guid ReceiverId, string Receiver, string Giver, string? FromEmail,
    DateOnly? From, string Subject, string Body)
{
    public const string WordType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    public const string MailType = "message/rfc822";

    /// <summary>Longer addresses are cut or refused on the way from browser to mail program.</summary>
    private const int MostInAddress = 2000;

    private static readonly FormatOptions Lines = CarriageReturns();

    /// <summary>Opens the mail program with address and subject, and the text where that is short enough.</summary>
    public string Mailto
    {
        get
        {
            var head = $"mailto:{Uri.EscapeDataString(Email ?? "")}?subject={Uri.EscapeDataString(Subject)}";
            var whole = $"{head}&body={Uri.EscapeDataString(Body.ReplaceLineEndings("\r\n"))}";
            return whole.Length > MostInAddress ? head : whole;
        }
    }

    public byte[] ToWord()
    {
        using var file = new WordFile(Subject);
        file.Paragraph(Subject, isBold: true);
        file.Paragraph("");
        foreach (var line in Body.Split('\n'))
        {
            file.Paragraph(line);
        }

        return file.ToArray();
    }

    /// <summary>A draft that a mail program opens to be looked at and sent (X-Unsent).</summary>
    public byte[] ToMail(DateTimeOffset now)
    {
        using var message = new MimeMessage { Subject = OneLine(Subject), Date = now, Body = new TextPart("plain") { Text = Body, ContentTransferEncoding = ContentEncoding.Base64 } };
        // The mail program names it; the library would, after this machine.
        message.Headers.Remove(HeaderId.MessageId);
        message.Headers.Add("X-Unsent", "1");
        Add(message.From, Giver, FromEmail);
        if (message.From.Count == 0)
        {
            message.Headers.Remove(HeaderId.From);
        }

        Add(message.To, Contact ?? Name, Email);
        using var stream = new MemoryStream();
        message.WriteTo(Lines, stream);
        return stream.ToArray();
    }

    /// <summary>Each as Word and as a draft.</summary>
    public static byte[] ToZip(IEnumerable<Letter> letters, DateTimeOffset now, TimeZoneInfo zone)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var letter in letters)
            {
                foreach (var (ending, bytes) in new[] { ("docx", letter.ToWord()), ("eml", letter.ToMail(now)) })
                {
                    var entry = archive.CreateEntry(letter.FileName(ending));
                    entry.LastWriteTime = TimeZoneInfo.ConvertTime(now, zone);
                    using var content = entry.Open();
                    content.Write(bytes);
                }
            }
        }

        return stream.ToArray();
    }

    /// <summary>The label makes it the only one; of the name, what every file system takes.</summary>
    public string FileName(string ending)
    {
        var name = new StringBuilder();
        foreach (var rune in Name.EnumerateRunes())
        {
            name.Append(Rune.IsLetterOrDigit(rune) || rune.Value is ' ' or '-' or '_' or '（' or '）' ? rune.ToString() : "_");
        }

        return $"{Label} {IncomingText.Cut(name.ToString(), 60).Trim()}.{ending}";
    }

    /// <summary>RFC 5322, 2.1: whatever this machine ends its lines with.</summary>
    private static FormatOptions CarriageReturns()
    {
        var options = FormatOptions.Default.Clone();
        options.NewLineFormat = NewLineFormat.Dos;
        return options;
    }

    private static void Add(InternetAddressList list, string name, string? email)
    {
        if (email is not null && MailboxAddress.TryParse(email, out var parsed))
        {
            list.Add(new MailboxAddress(Encoding.UTF8, OneLine(name), parsed.Address));
        }
    }

    /// <summary>A header is one line, whatever stands in a name.</summary>
    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c));
}
