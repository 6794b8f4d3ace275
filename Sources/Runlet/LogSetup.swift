import Logging
public import RunletConfig

/// Sets up the process's log: once, at the start.
public enum LogSetup {
    public static func bootstrap(_ configuration: RunletConfiguration.Logging) {
        let level = Logger.Level(rawValue: configuration.level.rawValue) ?? .info
        LoggingSystem.bootstrap { label in
            var handler: any LogHandler =
                switch configuration.format {
                case .pretty: StreamLogHandler.standardError(label: label)
                case .json: JSONLogHandler(label: label)
                }
            handler.logLevel = level
            return handler
        }
    }
}
