using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FamilyLink.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class StaffWordsAndSecrets : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "needs_second",
                table: "staff_answer",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<DateTime>(
                name: "seen_at",
                table: "staff_answer",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "seen_by",
                table: "staff_answer",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "turned",
                table: "staff_answer",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<byte[]>(
                name: "words",
                table: "staff_answer",
                type: "BLOB",
                nullable: false,
                defaultValue: new byte[0]);

            migrationBuilder.AddColumn<byte[]>(
                name: "duress_sound",
                table: "enrolment",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "duress_sounds",
                table: "enrolment",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<bool>(
                name: "is_word",
                table: "enrolment",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "tries_before",
                table: "enrolment",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTime>(
                name: "added_at",
                table: "contact_addresses",
                type: "TEXT",
                nullable: false,
                defaultValue: new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified));

            migrationBuilder.AddColumn<DateTime>(
                name: "proved_at",
                table: "contact_addresses",
                type: "TEXT",
                nullable: true);
            migrationBuilder.Sql("UPDATE contact_addresses SET added_at = confirmed_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "needs_second",
                table: "staff_answer");

            migrationBuilder.DropColumn(
                name: "seen_at",
                table: "staff_answer");

            migrationBuilder.DropColumn(
                name: "seen_by",
                table: "staff_answer");

            migrationBuilder.DropColumn(
                name: "turned",
                table: "staff_answer");

            migrationBuilder.DropColumn(
                name: "words",
                table: "staff_answer");

            migrationBuilder.DropColumn(
                name: "duress_sound",
                table: "enrolment");

            migrationBuilder.DropColumn(
                name: "duress_sounds",
                table: "enrolment");

            migrationBuilder.DropColumn(
                name: "is_word",
                table: "enrolment");

            migrationBuilder.DropColumn(
                name: "tries_before",
                table: "enrolment");

            migrationBuilder.DropColumn(
                name: "added_at",
                table: "contact_addresses");

            migrationBuilder.DropColumn(
                name: "proved_at",
                table: "contact_addresses");
        }
    }
}
