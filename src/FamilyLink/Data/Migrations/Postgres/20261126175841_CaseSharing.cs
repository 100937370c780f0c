using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FamilyLink.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class CaseSharing : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_case_shares_agency_id_case_id",
                table: "case_shares");

            migrationBuilder.AddColumn<Guid>(
                name: "agency_id",
                table: "consents",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "agency_id",
                table: "check_in_plans",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "ended_at",
                table: "case_shares",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "shared_at",
                table: "case_shares",
                type: "timestamp with time zone",
                nullable: false,
                defaultValue: new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified));

            migrationBuilder.AddColumn<Guid>(
                name: "shared_by",
                table: "case_shares",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"));

            migrationBuilder.AddColumn<DateTime>(
                name: "until",
                table: "case_shares",
                type: "timestamp with time zone",
                nullable: false,
                defaultValue: new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified));

            migrationBuilder.CreateIndex(
                name: "ix_case_shares_one",
                table: "case_shares",
                columns: new[] { "agency_id", "case_id" },
                unique: true,
                filter: "ended_at IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_case_shares_one",
                table: "case_shares");

            migrationBuilder.DropColumn(
                name: "agency_id",
                table: "consents");

            migrationBuilder.DropColumn(
                name: "agency_id",
                table: "check_in_plans");

            migrationBuilder.DropColumn(
                name: "ended_at",
                table: "case_shares");

            migrationBuilder.DropColumn(
                name: "shared_at",
                table: "case_shares");

            migrationBuilder.DropColumn(
                name: "shared_by",
                table: "case_shares");

            migrationBuilder.DropColumn(
                name: "until",
                table: "case_shares");

            migrationBuilder.CreateIndex(
                name: "IX_case_shares_agency_id_case_id",
                table: "case_shares",
                columns: new[] { "agency_id", "case_id" },
                unique: true);
        }
    }
}
