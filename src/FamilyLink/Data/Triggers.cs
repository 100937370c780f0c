using Microsoft.EntityFrameworkCore.Migrations;

namespace FamilyLink.Data;

/// <summary>
/// What SQLite itself refuses and counts, beside the tables: consents (S2), audit entries (S21) and court lines are only added to, and every change to a
/// conversation, or to whether its address has opted out, moves its version.
/// </summary>
internal static class SqliteTriggers
{
    private static readonly string[] AppendOnly = ["consents", "audit_entries", "court_entry"];

    public static void Create(MigrationBuilder builder)
    {
        foreach (var table in AppendOnly)
        {
            builder.Sql($"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;");
            builder.Sql($"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;");
        }

        builder.Sql("CREATE TRIGGER conversations_version AFTER UPDATE ON conversations WHEN NEW.version = OLD.version BEGIN UPDATE conversations SET version = version + 1 WHERE id = NEW.id; END;");
        builder.Sql("CREATE TRIGGER suppressions_added AFTER INSERT ON suppressions BEGIN UPDATE conversations SET version = version + 1 WHERE address_hash = NEW.address_hash; END;");
        builder.Sql("CREATE TRIGGER suppressions_removed AFTER DELETE ON suppressions BEGIN UPDATE conversations SET version = version + 1 WHERE address_hash = OLD.address_hash; END;");
    }

    public static void Drop(MigrationBuilder builder)
    {
        foreach (var table in AppendOnly)
        {
            builder.Sql($"DROP TRIGGER {table}_no_update; DROP TRIGGER {table}_no_delete;");
        }

        builder.Sql("DROP TRIGGER conversations_version; DROP TRIGGER suppressions_added; DROP TRIGGER suppressions_removed;");
    }
}

/// <summary>The same on PostgreSQL.</summary>
internal static class PostgresTriggers
{
    private static readonly string[] AppendOnly = ["consents", "audit_entries", "court_entry"];

    public static void Create(MigrationBuilder builder)
    {
        builder.Sql("CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;");
        foreach (var table in AppendOnly)
        {
            builder.Sql($"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION append_only();");
        }

        builder.Sql("CREATE FUNCTION conversations_next_version() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.version := OLD.version + 1; RETURN NEW; END $$;");
        builder.Sql("CREATE TRIGGER conversations_version BEFORE UPDATE ON conversations FOR EACH ROW WHEN (NEW.version = OLD.version) EXECUTE FUNCTION conversations_next_version();");
        builder.Sql("CREATE FUNCTION suppressions_next_version() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE conversations SET version = version + 1 WHERE address_hash = COALESCE(NEW.address_hash, OLD.address_hash); RETURN NULL; END $$;");
        builder.Sql("CREATE TRIGGER suppressions_changed AFTER INSERT OR DELETE ON suppressions FOR EACH ROW EXECUTE FUNCTION suppressions_next_version();");
    }

    public static void Drop(MigrationBuilder builder)
    {
        foreach (var table in AppendOnly)
        {
            builder.Sql($"DROP TRIGGER {table}_append_only ON {table};");
        }

        builder.Sql("DROP TRIGGER conversations_version ON conversations; DROP TRIGGER suppressions_changed ON suppressions;");
        builder.Sql("DROP FUNCTION append_only; DROP FUNCTION conversations_next_version; DROP FUNCTION suppressions_next_version;");
    }
}
