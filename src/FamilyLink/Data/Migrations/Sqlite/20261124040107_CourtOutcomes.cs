using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FamilyLink.Data.Migrations.Sqlite
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
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "pieces",
                table: "notice_approval",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "subject",
                table: "notice",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "Shelter");

            migrationBuilder.CreateTable(
                name: "court_entry",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    case_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    stage = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    outcome = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    date = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    certainty = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    source = table.Column<byte[]>(type: "BLOB", nullable: false),
                    source_hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    replaces = table.Column<Guid>(type: "TEXT", nullable: true),
                    taken_back = table.Column<bool>(type: "INTEGER", nullable: false),
                    reason = table.Column<byte[]>(type: "BLOB", nullable: false),
                    entered_by = table.Column<Guid>(type: "TEXT", nullable: false),
                    entered_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    import_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    import_row = table.Column<int>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_court_entry", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "court_update",
                columns: table => new
                {
                    notice_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    entry_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    outcome = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    caller = table.Column<byte[]>(type: "BLOB", nullable: false),
                    second_language = table.Column<string>(type: "TEXT", nullable: true),
                    second_free_text = table.Column<byte[]>(type: "BLOB", nullable: false),
                    same_confirmed_by = table.Column<Guid>(type: "TEXT", nullable: true),
                    same_confirmed_hash = table.Column<byte[]>(type: "BLOB", nullable: true),
                    call_task_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    answer = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    answered_at = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_court_update", x => x.notice_id);
                });

            migrationBuilder.CreateTable(
                name: "emergency_hold",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    held_by = table.Column<Guid>(type: "TEXT", nullable: false),
                    held_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    released_by = table.Column<Guid>(type: "TEXT", nullable: true),
                    released_at = table.Column<DateTime>(type: "TEXT", nullable: true)
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
            migrationBuilder.Sql("CREATE TRIGGER court_entry_no_update BEFORE UPDATE ON court_entry BEGIN SELECT RAISE(ABORT, 'court_entry is append-only'); END;");
            migrationBuilder.Sql("CREATE TRIGGER court_entry_no_delete BEFORE DELETE ON court_entry BEGIN SELECT RAISE(ABORT, 'court_entry is append-only'); END;");
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
