using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FamilyLink.Data.Migrations.Sqlite
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
            migrationBuilder.Sql("CREATE TRIGGER conversations_version AFTER UPDATE ON conversations WHEN NEW.version = OLD.version BEGIN UPDATE conversations SET version = version + 1 WHERE id = NEW.id; END;");
            migrationBuilder.Sql("CREATE TRIGGER suppressions_added AFTER INSERT ON suppressions BEGIN UPDATE conversations SET version = version + 1 WHERE address_hash = NEW.address_hash; END;");
            migrationBuilder.Sql("CREATE TRIGGER suppressions_removed AFTER DELETE ON suppressions BEGIN UPDATE conversations SET version = version + 1 WHERE address_hash = OLD.address_hash; END;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TRIGGER conversations_version; DROP TRIGGER suppressions_added; DROP TRIGGER suppressions_removed;");

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
