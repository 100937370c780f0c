using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FamilyLink.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class OneVersion : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_outbound_messages_cause_id",
                table: "outbound_messages");

            migrationBuilder.DropIndex(
                name: "IX_outbound_messages_provider_id",
                table: "outbound_messages");

            migrationBuilder.CreateIndex(
                name: "ix_outbound_cause",
                table: "outbound_messages",
                column: "cause_id",
                filter: "cause_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_outbound_provider",
                table: "outbound_messages",
                column: "provider_id",
                filter: "provider_id IS NOT NULL");

            // Whatever changes a conversation, or its opt-out, changes its version: a turn made from an older one is refused when it is written, so a
            // process may remember conversations and never be wrong about them.
            migrationBuilder.Sql("CREATE FUNCTION conversations_next_version() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.version := OLD.version + 1; RETURN NEW; END $$;");
            migrationBuilder.Sql("CREATE TRIGGER conversations_version BEFORE UPDATE ON conversations FOR EACH ROW WHEN (NEW.version = OLD.version) EXECUTE FUNCTION conversations_next_version();");
            migrationBuilder.Sql("CREATE FUNCTION suppressions_next_version() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE conversations SET version = version + 1 WHERE address_hash = COALESCE(NEW.address_hash, OLD.address_hash); RETURN NULL; END $$;");
            migrationBuilder.Sql("CREATE TRIGGER suppressions_changed AFTER INSERT OR DELETE ON suppressions FOR EACH ROW EXECUTE FUNCTION suppressions_next_version();");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TRIGGER conversations_version ON conversations; DROP TRIGGER suppressions_changed ON suppressions; DROP FUNCTION conversations_next_version; DROP FUNCTION suppressions_next_version;");

            migrationBuilder.DropIndex(
                name: "ix_outbound_cause",
                table: "outbound_messages");

            migrationBuilder.DropIndex(
                name: "ix_outbound_provider",
                table: "outbound_messages");

            migrationBuilder.CreateIndex(
                name: "IX_outbound_messages_cause_id",
                table: "outbound_messages",
                column: "cause_id");

            migrationBuilder.CreateIndex(
                name: "IX_outbound_messages_provider_id",
                table: "outbound_messages",
                column: "provider_id");
        }
    }
}
