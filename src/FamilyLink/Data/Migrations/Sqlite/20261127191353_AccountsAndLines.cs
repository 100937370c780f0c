using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FamilyLink.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class AccountsAndLines : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "proposed_by",
                table: "staff_users",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "contact_id",
                table: "inbound_messages",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "signal",
                table: "inbound_messages",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "proposed_by",
                table: "staff_users");

            migrationBuilder.DropColumn(
                name: "contact_id",
                table: "inbound_messages");

            migrationBuilder.DropColumn(
                name: "signal",
                table: "inbound_messages");
        }
    }
}
