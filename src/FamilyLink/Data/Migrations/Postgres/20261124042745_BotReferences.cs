using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FamilyLink.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class BotReferences : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "bot_references",
                columns: table => new
                {
                    address_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    person_key_id = table.Column<Guid>(type: "uuid", nullable: false),
                    reference = table.Column<byte[]>(type: "bytea", nullable: false),
                    fingerprint = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_bot_references", x => x.address_hash);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "bot_references");
        }
    }
}
