using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FamilyLink.Data.Migrations.Postgres
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
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<DateTime>(
                name: "seen_at",
                table: "staff_answer",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "seen_by",
                table: "staff_answer",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "turned",
                table: "staff_answer",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<byte[]>(
                name: "words",
                table: "staff_answer",
                type: "bytea",
                nullable: false,
                defaultValue: new byte[0]);

            migrationBuilder.AddColumn<byte[]>(
                name: "duress_sound",
                table: "enrolment",
                type: "bytea",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "duress_sounds",
                table: "enrolment",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<bool>(
                name: "is_word",
                table: "enrolment",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "tries_before",
                table: "enrolment",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTime>(
                name: "added_at",
                table: "contact_addresses",
                type: "timestamp with time zone",
                nullable: false,
                defaultValue: new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified));

            migrationBuilder.AddColumn<DateTime>(
                name: "proved_at",
                table: "contact_addresses",
                type: "timestamp with time zone",
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
