using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FamilyLink.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class CourtOutcomes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_notice_text_notice_id_channel",
                table: "notice_text");

            migrationBuilder.AddColumn<string>(
                name: "language",
                table: "notice_text",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "pieces",
                table: "notice_approval",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "subject",
                table: "notice",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "Shelter");

            migrationBuilder.CreateTable(
                name: "court_entry",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    case_id = table.Column<Guid>(type: "uuid", nullable: false),
                    stage = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    outcome = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    date = table.Column<DateOnly>(type: "date", nullable: true),
                    certainty = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    source = table.Column<byte[]>(type: "bytea", nullable: false),
                    source_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    replaces = table.Column<Guid>(type: "uuid", nullable: true),
                    taken_back = table.Column<bool>(type: "boolean", nullable: false),
                    reason = table.Column<byte[]>(type: "bytea", nullable: false),
                    entered_by = table.Column<Guid>(type: "uuid", nullable: false),
                    entered_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    import_id = table.Column<Guid>(type: "uuid", nullable: true),
                    import_row = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_court_entry", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "court_update",
                columns: table => new
                {
                    notice_id = table.Column<Guid>(type: "uuid", nullable: false),
                    entry_id = table.Column<Guid>(type: "uuid", nullable: false),
                    outcome = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    caller = table.Column<byte[]>(type: "bytea", nullable: false),
                    second_language = table.Column<string>(type: "text", nullable: true),
                    second_free_text = table.Column<byte[]>(type: "bytea", nullable: false),
                    same_confirmed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    same_confirmed_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    call_task_id = table.Column<Guid>(type: "uuid", nullable: true),
                    answer = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    answered_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_court_update", x => x.notice_id);
                });

            migrationBuilder.CreateTable(
                name: "emergency_hold",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    held_by = table.Column<Guid>(type: "uuid", nullable: false),
                    held_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    released_by = table.Column<Guid>(type: "uuid", nullable: true),
                    released_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_emergency_hold", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_notice_text_notice_id_channel_language",
                table: "notice_text",
                columns: new[] { "notice_id", "channel", "language" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_court_entry_case_id",
                table: "court_entry",
                column: "case_id");

            migrationBuilder.CreateIndex(
                name: "IX_court_entry_import_id_import_row",
                table: "court_entry",
                columns: new[] { "import_id", "import_row" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_court_entry_replaces",
                table: "court_entry",
                column: "replaces",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_court_entry_source_hash",
                table: "court_entry",
                column: "source_hash");

            migrationBuilder.CreateIndex(
                name: "IX_court_update_entry_id",
                table: "court_update",
                column: "entry_id");

            migrationBuilder.CreateIndex(
                name: "IX_emergency_hold_released_at",
                table: "emergency_hold",
                column: "released_at",
                filter: "released_at IS NULL");

            // Lines of a court record are only ever added to (corrections replace, they do not change); the database itself says so.
            migrationBuilder.Sql("CREATE TRIGGER court_entry_append_only BEFORE UPDATE OR DELETE ON court_entry FOR EACH ROW EXECUTE FUNCTION append_only();");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "court_entry");

            migrationBuilder.DropTable(
                name: "court_update");

            migrationBuilder.DropTable(
                name: "emergency_hold");

            migrationBuilder.DropIndex(
                name: "IX_notice_text_notice_id_channel_language",
                table: "notice_text");

            migrationBuilder.DropColumn(
                name: "language",
                table: "notice_text");

            migrationBuilder.DropColumn(
                name: "pieces",
                table: "notice_approval");

            migrationBuilder.DropColumn(
                name: "subject",
                table: "notice");

            migrationBuilder.CreateIndex(
                name: "IX_notice_text_notice_id_channel",
                table: "notice_text",
                columns: new[] { "notice_id", "channel" },
                unique: true);
        }
    }
}
