// swift-tools-version: 6.2
import PackageDescription

// Swift 6 language mode is implied by the tools version. Every target is built with the same settings.
let swift: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "runlet",
    platforms: [.macOS(.v15)],  // Linux only in practice; SwiftPM wants a floor for Synchronization.
    products: [
        .library(name: "Runlet", targets: ["Runlet"]),
        .library(name: "RunletSandbox", targets: ["RunletSandbox"]),
        .executable(name: "runlet", targets: ["RunletCLI"]),
        .executable(name: "tutorial", targets: ["Tutorial"]),
        .executable(name: "runlet-bench", targets: ["RunletBench"]),
        .executable(name: "runlet-attack", targets: ["AttackRunner"]),
        .executable(name: "runlet-chaos", targets: ["ChaosRunner"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Layer 0: C
        .target(
            name: "CSandbox",
            cSettings: [
                .define("_GNU_SOURCE"),
                .enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error),
            ]),
        .systemLibrary(name: "CSeccomp", pkgConfig: "libseccomp", providers: [.apt(["libseccomp-dev"])]),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CRabbitMQ", pkgConfig: "librabbitmq", providers: [.apt(["librabbitmq-dev"])]),

        // Layer 1: the sandbox knows nothing of jobs; the core knows nothing of sandboxes.
        .target(name: "RunletSandbox", dependencies: ["CSandbox", "CSeccomp"], swiftSettings: swift),
        .target(name: "RunletCore", swiftSettings: swift),
        .target(
            name: "RunletConfig",
            dependencies: [
                "RunletCore",
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "TOMLKit", package: "TOMLKit"),
            ],
            swiftSettings: swift),

        // Layer 2: on the core
        .target(
            name: "RunletLanguages",
            dependencies: ["RunletCore", .product(name: "TOMLKit", package: "TOMLKit")],
            swiftSettings: swift),
        .target(
            name: "RunletEngine",
            dependencies: [
                "RunletCore",
                .product(name: "Collections", package: "swift-collections"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: swift),

        // Layer 3: drivers of the ports
        .target(
            name: "RunletSQLite",
            dependencies: ["RunletCore", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: swift),
        .target(
            name: "RunletPostgres",
            dependencies: ["CPostgres", "RunletCore", .product(name: "Logging", package: "swift-log")],
            swiftSettings: swift),
        .target(
            name: "RunletRabbitMQ",
            dependencies: ["CRabbitMQ", "RunletCore", .product(name: "Logging", package: "swift-log")],
            swiftSettings: swift),
        .target(
            name: "RunletSandboxRuntime",
            dependencies: ["RunletCore", "RunletSandbox"],
            swiftSettings: swift),

        // Layer 4: HTTP
        .target(
            name: "RunletServer",
            dependencies: [
                "RunletCore", "RunletLanguages", "RunletEngine",
                .product(name: "Collections", package: "swift-collections"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: swift),

        // Top: composition
        .target(
            name: "Runlet",
            dependencies: [
                "RunletConfig", "RunletCore", "RunletEngine", "RunletLanguages", "RunletPostgres", "RunletRabbitMQ",
                "RunletSQLite", "RunletSandbox", "RunletSandboxRuntime", "RunletServer",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: swift),
        .executableTarget(
            name: "RunletCLI",
            dependencies: [
                "Runlet", "RunletConfig", "RunletCore", "RunletLanguages", "RunletSandbox", "RunletSandboxRuntime",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: swift),
        .executableTarget(name: "Tutorial", dependencies: ["Runlet"], path: "examples/Tutorial", swiftSettings: swift),
        .executableTarget(
            name: "RunletBench",
            dependencies: [
                .product(name: "ArgumentParser", package: "swift-argument-parser")
            ],
            path: "Benchmarks/RunletBench",
            swiftSettings: swift),

        // Tests
        .testTarget(name: "RunletCoreTests", dependencies: ["RunletCore"], swiftSettings: swift),
        .testTarget(name: "RunletConfigTests", dependencies: ["RunletConfig", "RunletCore"], swiftSettings: swift),
        .testTarget(
            name: "RunletLanguagesTests", dependencies: ["RunletLanguages", "RunletCore"], swiftSettings: swift),
        .testTarget(
            name: "RunletEngineTests",
            dependencies: [
                "RunletEngine", "RunletCore", "RunletPostgres", "RunletRabbitMQ", "RunletSQLite", "TestServers",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: swift),
        .testTarget(
            name: "RunletServerTests",
            dependencies: [
                "RunletServer", "RunletCore",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
            ],
            swiftSettings: swift),
        .testTarget(
            name: "RunletTests", dependencies: ["Runlet", "RunletConfig", "RunletCore"], swiftSettings: swift),
        .testTarget(name: "RunletSandboxTests", dependencies: ["RunletSandbox", "CSandbox"], swiftSettings: swift),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "RunletCore", "TestKit", "TestServers",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: swift),
        // Real servers and their clients, for the end-to-end tests and for the attacks.
        .target(
            name: "TestKit",
            dependencies: [
                "RunletCore",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            path: "Tests/TestKit",
            swiftSettings: swift),
        // Private instances of the servers that drivers are for.
        .target(name: "TestServers", dependencies: ["TestKit"], path: "Tests/TestServers", swiftSettings: swift),
        .executableTarget(
            name: "AttackRunner",
            dependencies: [
                "TestKit",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            path: "Tests/AttackRunner",
            swiftSettings: swift),
        .executableTarget(
            name: "ChaosRunner",
            dependencies: [
                "RunletCore", "RunletEngine", "RunletPostgres", "RunletRabbitMQ", "TestKit", "TestServers",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            path: "Tests/Chaos",
            swiftSettings: swift),
    ]
)
