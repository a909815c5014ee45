namespace Baton.Web.Data;

/// <summary>
/// The query behind <see cref="Features.Handovers.OpenPoint"/>, in words that both databases understand. Each part finds
/// its rows by an index on the handover.
/// </summary>
internal static class OpenPointsSql
{
    public const string Text = """
        SELECT p."HandoverId", 'TimesProposed' AS "Kind", p."Id", CAST(NULL AS uuid) AS "ItemId", p."ById" AS "PersonId", p."At",
            p."FromDay" AS "DueOn", CAST(NULL AS text) AS "Text", 0 AS "Number", CAST(NULL AS uuid) AS "MatterId",
            CAST(NULL AS text) AS "PersonName"
        FROM "TimeProposals" AS p WHERE p."State" = 'Open'
        UNION ALL
        SELECT p."HandoverId", 'TimesConfirmed', p."Id", NULL, c."PersonId", c."At", NULL, NULL, 0, NULL, NULL
        FROM "TimeProposals" AS p JOIN "TimeConfirmations" AS c ON c."ProposalId" = p."Id" WHERE p."State" = 'Open'
        UNION ALL
        SELECT i."HandoverId", 'TeachBack', t."Id", i."Id", t."ById", t."At", NULL, NULL, 0, NULL, NULL
        FROM "Items" AS i JOIN "TeachBacks" AS t ON t."ItemId" = i."Id" WHERE t."State" = 'Waiting' AND i."State" <> 'Withdrawn'
        UNION ALL
        SELECT q."HandoverId", CASE WHEN EXISTS (SELECT 1 FROM "Answers" AS a WHERE a."QuestionId" = q."Id") THEN 'QuestionAnswered' ELSE 'QuestionAsked' END,
            q."Id", q."ItemId", q."AskedById", q."AskedAt", NULL, q."Text", 0, q."MatterId",
            asker."Name"
        FROM "Questions" AS q JOIN "People" AS asker ON asker."Id" = q."AskedById" WHERE q."ResolvedAt" IS NULL
        UNION ALL
        SELECT m."HandoverId", 'Matter', m."Id", m."ItemId", m."OwnerId", m."RaisedAt", m."DueOn", m."Title", 0, NULL, NULL
        FROM "Matters" AS m WHERE m."ClosedAt" IS NULL
        UNION ALL
        SELECT c."HandoverId", CASE WHEN c."FilledAt" IS NULL THEN 'Check' ELSE 'CheckFilled' END, c."Id", NULL, c."ReceiverId", c."FilledAt",
            c."DueOn", NULL, c."DayNumber", NULL, receiver."Name"
        FROM "FollowUpChecks" AS c JOIN "People" AS receiver ON receiver."Id" = c."ReceiverId" WHERE c."ConfirmedAt" IS NULL
        UNION ALL
        SELECT w."HandoverId", CASE WHEN w."State" = 'Asked' THEN 'WaiverAsked' ELSE 'WaiverGranted' END, w."SubjectId", NULL, w."AskedById",
            w."AskedAt", NULL, w."FindingId", 0, NULL, NULL
        FROM "Waivers" AS w WHERE w."State" <> 'Denied'
        UNION ALL
        SELECT r."HandoverId", 'SigningRefused', f."Id", NULL, f."PersonId", f."At", NULL, NULL, 0, NULL, NULL
        FROM "Revisions" AS r JOIN "SigningRefusals" AS f ON f."RevisionId" = r."Id" WHERE r."ReopenedAt" IS NULL AND r."ClosedAt" IS NULL
        UNION ALL
        SELECT i."HandoverId", 'FirstRun', i."Id", i."Id", i."ReceiverId", NULL, i."FirstIndependentRunOn", NULL, 0, NULL, NULL
        FROM "Items" AS i WHERE i."FirstIndependentRunOn" IS NOT NULL AND i."ReceiverId" IS NOT NULL
        UNION ALL
        SELECT h."Id", 'Holder', i."Id", i."Id", i."ReceiverId", NULL, NULL, NULL, 0, NULL, NULL
        FROM "Handovers" AS h JOIN "Items" AS i ON i."HandoverId" = h."Id"
        WHERE h."ReturnsOn" IS NOT NULL AND i."ReceiverId" IS NOT NULL AND i."State" <> 'Withdrawn'
            AND NOT EXISTS (
                SELECT 1 FROM "Handovers" AS next JOIN "Parties" AS giver ON giver."HandoverId" = next."Id"
                WHERE next."ContinuesId" = h."Id" AND next."Stage" <> 'Cancelled' AND giver."Role" = 'Giver' AND giver."PersonId" = i."ReceiverId")
        """;
}
