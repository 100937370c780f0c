using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FamilyLink.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class TaskOutcomes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte[]>(
                name: "note",
                table: "staff_tasks",
                type: "BLOB",
                nullable: false,
                defaultValue: new byte[0]);

            migrationBuilder.AddColumn<Guid>(
                name: "note_key_id",
                table: "staff_tasks",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "outcome",
                table: "staff_tasks",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "note",
                table: "staff_tasks");

            migrationBuilder.DropColumn(
                name: "note_key_id",
                table: "staff_tasks");

            migrationBuilder.DropColumn(
                name: "outcome",
                table: "staff_tasks");
        }
    }
}
