import RunletConfig
import Testing

@Suite("Secrets")
struct SecretTests {
    @Test(
        "Passwords are redacted",
        arguments: [
            ("amqp://guest:guest@localhost:5672/", "amqp://guest:***@localhost:5672/"),
            ("amqp://guest:p@ss/w:rd@host/vhost", "amqp://guest:***@host/vhost"),
            ("amqp://host:5672/", "amqp://host:5672/"),
            ("postgres://me@db/x", "postgres://***@db/x"),
            ("postgres://db/x?password=hunter2", "postgres://db/x?***"),
            ("host=db user=me password=hunter2 dbname=x", "host=db user=me password=*** dbname=x"),
            ("host=db password='hunter 2'", "***"),
            ("password = hunter2", "***"),
            ("hunter2", "***"),
            ("3q2+7wABAgMEBQYHCAkKCw==", "***"),
            ("", ""),
        ])
    func redacts(text: String, shown: String) {
        #expect(Secret(text).description == shown)
        #expect("\(Secret(text))" == shown)
        #expect(Secret(text).exposed == text)
    }

    @Test("Neither dumping nor debugging a configuration shows a secret")
    func staysHiddenInDumps() throws {
        var text = ""
        var configuration = RunletConfiguration(processors: 2)
        configuration.middleware.web.keyAuth.key = Secret("hunter2")
        dump(configuration, to: &text)
        text += "\(configuration) \(String(reflecting: configuration))"
        #expect(!text.contains("hunter2"))
    }

    @Test("A secret of the wrong kind is not shown in the error")
    func staysHiddenInErrors() throws {
        let problems = try TestDirectory.problems("middleware.web.keyauth.key = 12345")
        #expect(
            problems == [
                "config.toml:1: middleware.web.keyauth.key: expected a string, "
                    + "got a value that is not shown because it is a secret"
            ])
    }

    @Test("The effective configuration shows secrets redacted")
    func entriesAreRedacted() throws {
        let loaded = try TestDirectory.load(
            """
            [broker.rabbitmq]
            url = "amqp://me:hunter2@mq/"
            [middleware.web.basicauth]
            password = "hunter2"
            """, environment: ["RUNLET_DATASTORE_POSTGRES_DSN": "host=db password=hunter2"])
        #expect(
            loaded.line("broker.rabbitmq.url") == #"broker.rabbitmq.url = "amqp://me:***@mq/"  # file config.toml:2"#)
        #expect(
            loaded.line("datastore.postgres.dsn")
                == #"datastore.postgres.dsn = "host=db password=***"  # environment RUNLET_DATASTORE_POSTGRES_DSN"#)
        #expect(!loaded.entries.contains { $0.description.contains("hunter2") })
        #expect(loaded.values.broker.rabbitMQ.url.exposed == "amqp://me:hunter2@mq/")
    }
}
