using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FamilyLink.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Inbox : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "duty_alarm",
                columns: table => new
                {
                    task_id = table.Column<Guid>(type: "uuid", nullable: false),
                    person_key_id = table.Column<Guid>(type: "uuid", nullable: false),
                    raised_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    next_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    rings = table.Column<int>(type: "integer", nullable: false),
                    quiet_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_duty_alarm", x => x.task_id);
                });

            migrationBuilder.CreateTable(
                name: "handoff",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    conversation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: false),
                    since = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    last_sign_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    ended_how = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_handoff", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "handoff_note",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    conversation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    written_by = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    words = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_handoff_note", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "question",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    week = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    language = table.Column<string>(type: "text", nullable: false),
                    asker = table.Column<byte[]>(type: "bytea", nullable: false),
                    person_key_id = table.Column<Guid>(type: "uuid", nullable: false),
                    words = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_question", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "staff_answer",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    conversation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    written_by = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    words_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    snippet = table.Column<string>(type: "text", nullable: true),
                    only_for = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_staff_answer", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "topic_week",
                columns: table => new
                {
                    week = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    topic = table.Column<string>(type: "text", nullable: false),
                    times = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_topic_week", x => new { x.week, x.topic });
                });

            migrationBuilder.CreateIndex(
                name: "ix_duty_alarms_ringing",
                table: "duty_alarm",
                column: "next_at",
                filter: "quiet_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_handoffs_open",
                table: "handoff",
                column: "conversation_id",
                unique: true,
                filter: "ended_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_handoff_note_conversation_id",
                table: "handoff_note",
                column: "conversation_id");

            migrationBuilder.CreateIndex(
                name: "IX_question_week",
                table: "question",
                column: "week");

            migrationBuilder.CreateIndex(
                name: "IX_staff_answer_conversation_id",
                table: "staff_answer",
                column: "conversation_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "duty_alarm");

            migrationBuilder.DropTable(
                name: "handoff");

            migrationBuilder.DropTable(
                name: "handoff_note");

            migrationBuilder.DropTable(
                name: "question");

            migrationBuilder.DropTable(
                name: "staff_answer");

            migrationBuilder.DropTable(
                name: "topic_week");
        }
    }
}
