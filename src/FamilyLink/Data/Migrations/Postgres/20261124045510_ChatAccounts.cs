using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FamilyLink.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class ChatAccounts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "fingerprint",
                table: "bot_references");

            migrationBuilder.AddColumn<byte[]>(
                name: "link_hash",
                table: "enrolment",
                type: "bytea",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_enrolment_link_hash",
                table: "enrolment",
                column: "link_hash");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_enrolment_link_hash",
                table: "enrolment");

            migrationBuilder.DropColumn(
                name: "link_hash",
                table: "enrolment");

            migrationBuilder.AddColumn<byte[]>(
                name: "fingerprint",
                table: "bot_references",
                type: "bytea",
                nullable: false,
                defaultValue: new byte[0]);
        }
    }
}
