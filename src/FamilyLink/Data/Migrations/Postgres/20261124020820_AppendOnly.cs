using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FamilyLink.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class AppendOnly : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Consents (S2) and the audit log (S21) are only ever added to; the database itself says so.
            migrationBuilder.Sql("CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;");
            foreach (var table in (string[])["consents", "audit_entries"])
            {
                migrationBuilder.Sql($"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION append_only();");
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var table in (string[])["consents", "audit_entries"])
            {
                migrationBuilder.Sql($"DROP TRIGGER {table}_append_only ON {table};");
            }

            migrationBuilder.Sql("DROP FUNCTION append_only();");
        }
    }
}
