using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FamilyLink.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class CheckIns : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "check_in_absences",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    from = table.Column<DateOnly>(type: "date", nullable: false),
                    to = table.Column<DateOnly>(type: "date", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_check_in_absences", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "check_in_plans",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    case_id = table.Column<Guid>(type: "uuid", nullable: false),
                    contact_id = table.Column<Guid>(type: "uuid", nullable: false),
                    channel = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    minute = table.Column<int>(type: "integer", nullable: false),
                    time_zone = table.Column<string>(type: "text", nullable: false),
                    days = table.Column<int>(type: "integer", nullable: false),
                    language = table.Column<string>(type: "text", nullable: false),
                    starts_on = table.Column<DateOnly>(type: "date", nullable: false),
                    steps = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    silences = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    agreed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    recorded_by = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_check_in_plans", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "check_ins",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    due_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    address_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    channel = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    tries = table.Column<int>(type: "integer", nullable: false),
                    asked_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    look_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    reply = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    need = table.Column<string>(type: "text", nullable: true),
                    answered_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    task_id = table.Column<Guid>(type: "uuid", nullable: true),
                    code = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_check_ins", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_check_in_absences_plan_id",
                table: "check_in_absences",
                column: "plan_id");

            migrationBuilder.CreateIndex(
                name: "IX_check_in_plans_case_id",
                table: "check_in_plans",
                column: "case_id");

            migrationBuilder.CreateIndex(
                name: "ix_check_in_plans_one",
                table: "check_in_plans",
                column: "contact_id",
                unique: true,
                filter: "state <> 'Ended'");

            migrationBuilder.CreateIndex(
                name: "ix_check_ins_address",
                table: "check_ins",
                column: "address_hash",
                filter: "address_hash IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_check_ins_due",
                table: "check_ins",
                column: "due_at",
                filter: "state = 'Planned'");

            migrationBuilder.CreateIndex(
                name: "ix_check_ins_look",
                table: "check_ins",
                column: "look_at",
                filter: "state IN ('Queued', 'Asked')");

            migrationBuilder.CreateIndex(
                name: "IX_check_ins_plan_id_ordinal",
                table: "check_ins",
                columns: new[] { "plan_id", "ordinal" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "check_in_absences");

            migrationBuilder.DropTable(
                name: "check_in_plans");

            migrationBuilder.DropTable(
                name: "check_ins");
        }
    }
}
