/// The tables. What is asked for has a column; the rest is JSON. Numbers are bigint, times microseconds.
///
/// The texts of ids are compared byte by byte ("C"), and so are names in searches: as SQLite does it, whatever language
/// the database has. What changes often has room beside it in its page and no index over what changes.
enum Schema {
    /// The advisory locks, which share one space of numbers with other users of the database.
    enum Lock {
        static let migration: Int64 = 0x72_756E_6C65_7401
        static let sweep: Int64 = 0x72_756E_6C65_7402
        static let takeover: Int64 = 0x72_756E_6C65_7403
    }

    /// In order; the version of a database is the number of those that were run.
    static let migrations = [first, second, third]

    /// What is counted of the jobs that ended is spread over rows, so that those who end jobs do not wait for each
    /// other. There is no foreign key: looking it up would cost each job more than it is worth, and every statement that
    /// removes jobs removes their tasks.
    private static let first = """
        CREATE TABLE job (
            id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
            name TEXT COLLATE "C" NOT NULL,
            state TEXT COLLATE "C" NOT NULL,
            outcome TEXT COLLATE "C",
            task_count BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            started_at BIGINT,
            ended_at BIGINT,
            cancel_requested_at BIGINT,
            error TEXT COLLATE "C",
            size BIGINT NOT NULL,
            version BIGINT NOT NULL,
            earlier BIGINT[] NOT NULL DEFAULT '{}'
        ) WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05);
        CREATE INDEX job_created_at ON job (created_at, id);
        CREATE INDEX job_ended_at ON job (ended_at, id) WHERE ended_at IS NOT NULL;
        CREATE INDEX job_unfinished ON job (created_at, id) WHERE ended_at IS NULL;
        CREATE TABLE task (
            id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
            job_id TEXT COLLATE "C" NOT NULL,
            position BIGINT NOT NULL,
            name TEXT COLLATE "C" NOT NULL,
            state TEXT COLLATE "C" NOT NULL,
            queue TEXT COLLATE "C" NOT NULL,
            priority BIGINT NOT NULL,
            accepts_failure BOOLEAN NOT NULL,
            retry_limit BIGINT NOT NULL,
            attempt BIGINT NOT NULL,
            attempts_before_restart BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            scheduled_at BIGINT,
            started_at BIGINT,
            ended_at BIGINT,
            node TEXT COLLATE "C",
            error TEXT COLLATE "C",
            result BYTEA,
            plan BYTEA NOT NULL
        ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
        ALTER TABLE task ALTER COLUMN result SET STORAGE EXTERNAL;
        ALTER TABLE task ALTER COLUMN plan SET STORAGE EXTERNAL;
        CREATE UNIQUE INDEX task_job_id ON task (job_id, position);
        CREATE TABLE job_total (slot BIGINT NOT NULL PRIMARY KEY, bytes BIGINT NOT NULL) WITH (fillfactor = 20);
        INSERT INTO job_total SELECT slot, 0 FROM generate_series(0, \(totalSlots - 1)) AS slot;
        CREATE TABLE probe (id BIGINT NOT NULL PRIMARY KEY, count BIGINT NOT NULL) WITH (fillfactor = 20);
        INSERT INTO probe VALUES (1, 0);
        """

    private static let second = """
        CREATE TABLE snippet (
            id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
            size BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            read_at BIGINT NOT NULL,
            document BYTEA NOT NULL
        );
        ALTER TABLE snippet ALTER COLUMN document SET STORAGE EXTERNAL;
        CREATE INDEX snippet_read_at ON snippet (read_at, id, size);
        CREATE TABLE snippet_total (bytes BIGINT NOT NULL) WITH (fillfactor = 20);
        INSERT INTO snippet_total VALUES (0);
        CREATE TABLE secret (name TEXT COLLATE "C" NOT NULL PRIMARY KEY, value BYTEA NOT NULL);
        """

    /// Who coordinates, and whose jobs and messages they have from others. `call` is the number of the last call of
    /// `attend` that changed the row, so that one whose answer was lost can be answered again.
    ///
    /// The owner is first in the index of jobs that have not ended: a step for each owner tells who they are, and what
    /// changes while a job runs is still in no index.
    private static let third = """
        ALTER TABLE job ADD COLUMN owner TEXT COLLATE "C" NOT NULL DEFAULT '';
        DROP INDEX job_unfinished;
        CREATE INDEX job_unfinished ON job (owner, created_at, id) WHERE ended_at IS NULL;
        CREATE TABLE coordinator (
            name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
            seen TIMESTAMPTZ NOT NULL,
            call BIGINT NOT NULL,
            is_new BOOLEAN NOT NULL
        ) WITH (fillfactor = 20);
        CREATE TABLE takeover (
            heir TEXT COLLATE "C" NOT NULL,
            former TEXT COLLATE "C" NOT NULL,
            call BIGINT NOT NULL,
            at TIMESTAMPTZ NOT NULL,
            PRIMARY KEY (heir, former)
        );
        """

    static let totalSlots = 64
    /// The row of the total that this connection counts in.
    static let totalSlot = "pg_backend_pid() % \(totalSlots)"
}
