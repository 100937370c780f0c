using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FamilyLink.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Wordings : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "native_speakers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    staff_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    language = table.Column<string>(type: "TEXT", nullable: false),
                    recorded_by = table.Column<Guid>(type: "TEXT", nullable: false),
                    recorded_at = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_native_speakers", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "wording_comments",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    key = table.Column<string>(type: "TEXT", nullable: false),
                    language = table.Column<string>(type: "TEXT", nullable: false),
                    text = table.Column<string>(type: "TEXT", nullable: false),
                    by = table.Column<Guid>(type: "TEXT", nullable: false),
                    at = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_wording_comments", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "wording_reviews",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    key = table.Column<string>(type: "TEXT", nullable: false),
                    language = table.Column<string>(type: "TEXT", nullable: false),
                    medium = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    hash = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    by = table.Column<Guid>(type: "TEXT", nullable: false),
                    native_speaker_of = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_wording_reviews", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "wording_versions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    key = table.Column<string>(type: "TEXT", nullable: false),
                    language = table.Column<string>(type: "TEXT", nullable: false),
                    medium = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    text = table.Column<string>(type: "TEXT", nullable: false),
                    hash = table.Column<string>(type: "TEXT", nullable: false),
                    as_shipped = table.Column<bool>(type: "INTEGER", nullable: false),
                    written_by = table.Column<Guid>(type: "TEXT", nullable: false),
                    written_at = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_wording_versions", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_native_speakers_staff_id_language",
                table: "native_speakers",
                columns: new[] { "staff_id", "language" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_wording_comments_key_language",
                table: "wording_comments",
                columns: new[] { "key", "language" });

            migrationBuilder.CreateIndex(
                name: "IX_wording_reviews_key_language_medium",
                table: "wording_reviews",
                columns: new[] { "key", "language", "medium" });

            migrationBuilder.CreateIndex(
                name: "IX_wording_versions_key_language_medium_number",
                table: "wording_versions",
                columns: new[] { "key", "language", "medium", "number" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "native_speakers");

            migrationBuilder.DropTable(
                name: "wording_comments");

            migrationBuilder.DropTable(
                name: "wording_reviews");

            migrationBuilder.DropTable(
                name: "wording_versions");
        }
    }
}
