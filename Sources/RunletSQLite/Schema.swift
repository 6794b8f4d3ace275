import GRDB

/// The tables. What is asked for has a column; the rest is JSON.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { db in
            try db.execute(
                sql: """
                    CREATE TABLE job (
                        id TEXT NOT NULL PRIMARY KEY,
                        name TEXT NOT NULL,
                        state TEXT NOT NULL,
                        outcome TEXT,
                        task_count INTEGER NOT NULL,
                        created_at INTEGER NOT NULL,
                        started_at INTEGER,
                        ended_at INTEGER,
                        cancel_requested_at INTEGER,
                        error TEXT
                    ) WITHOUT ROWID;
                    CREATE INDEX job_created_at ON job (created_at, id);
                    CREATE INDEX job_ended_at ON job (ended_at) WHERE ended_at IS NOT NULL;
                    CREATE INDEX job_unfinished ON job (created_at) WHERE ended_at IS NULL;
                    CREATE TABLE task (
                        id TEXT NOT NULL PRIMARY KEY,
                        job_id TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
                        position INTEGER NOT NULL,
                        name TEXT NOT NULL,
                        state TEXT NOT NULL,
                        queue TEXT NOT NULL,
                        priority INTEGER NOT NULL,
                        accepts_failure INTEGER NOT NULL,
                        retry_limit INTEGER NOT NULL,
                        attempt INTEGER NOT NULL,
                        attempts_before_restart INTEGER NOT NULL,
                        created_at INTEGER NOT NULL,
                        scheduled_at INTEGER,
                        started_at INTEGER,
                        ended_at INTEGER,
                        node TEXT,
                        error TEXT,
                        result BLOB,
                        plan BLOB NOT NULL
                    );
                    CREATE UNIQUE INDEX task_job_id ON task (job_id, position);
                    CREATE TABLE probe (id INTEGER NOT NULL PRIMARY KEY, count INTEGER NOT NULL);
                    INSERT INTO probe VALUES (1, 0);
                    """)
        }
        migrator.registerMigration("2") { db in
            try db.execute(
                sql: """
                    CREATE TABLE snippet (
                        id TEXT NOT NULL PRIMARY KEY,
                        size INTEGER NOT NULL,
                        created_at INTEGER NOT NULL,
                        read_at INTEGER NOT NULL,
                        document BLOB NOT NULL
                    );
                    CREATE INDEX snippet_read_at ON snippet (read_at, id, size);
                    CREATE TABLE snippet_total (bytes INTEGER NOT NULL);
                    INSERT INTO snippet_total VALUES (0);
                    CREATE TABLE secret (name TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL);
                    """)
        }
        migrator.registerMigration("3") { db in
            try db.execute(
                sql: """
                    ALTER TABLE job ADD COLUMN owner TEXT NOT NULL DEFAULT '';
                    DROP INDEX job_unfinished;
                    CREATE INDEX job_unfinished ON job (owner, created_at, id) WHERE ended_at IS NULL;
                    CREATE TABLE coordinator (name TEXT NOT NULL PRIMARY KEY, seen INTEGER NOT NULL) WITHOUT ROWID;
                    """)
        }
        return migrator
    }
}
