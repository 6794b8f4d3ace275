/// The schemas of the OpenAPI document.
///
/// The endpoints' part of the document is built from the endpoints; these are kept by hand beside the answers they
/// describe.
enum OpenAPISchemas {
    /// One object of all schemas.
    static var all: String { "\(text.dropLast()),\(sharing),\(pages)}" }

    static let text = #"""
        {
          "Error": {"type": "object", "properties": {"message": {"type": "string"}}, "required": ["message"]},
          "Failure": {
            "type": "object",
            "properties": {
              "message": {"type": "string"},
              "id": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
              "outcome": {"const": "internal-error"}
            },
            "required": ["message"]
          },
          "Accepted": {
            "type": "object",
            "properties": {
              "id": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
              "state": {"$ref": "#/components/schemas/JobState"}
            },
            "required": ["id", "state"]
          },
          "Outcome": {
            "type": "string",
            "enum": [
              "completed",
              "failed",
              "signaled",
              "compile-error",
              "timeout",
              "cpu-limit",
              "memory-limit",
              "process-limit",
              "output-limit",
              "disk-limit",
              "cancelled",
              "internal-error"
            ]
          },
          "JobState": {
            "type": "string",
            "enum": ["CREATED", "PENDING", "SCHEDULED", "RUNNING", "COMPLETED", "FAILED", "CANCELLED"]
          },
          "TaskState": {
            "type": "string",
            "enum": [
              "CREATED",
              "PENDING",
              "SCHEDULED",
              "RUNNING",
              "COMPLETED",
              "FAILED",
              "CANCELLED",
              "STOPPED",
              "SKIPPED"
            ]
          },
          "Limits": {
            "type": "object",
            "description": "What is left out keeps its default. Above the server's caps: 400.",
            "properties": {
              "cpus": {"type": "number", "description": "Cores; 0.5 is half of one"},
              "memory": {
                "oneOf": [
                  {"type": "integer", "minimum": 1},
                  {"type": "string", "examples": ["64MiB"]}
                ],
                "description": "Bytes, or text such as 256MiB"
              },
              "timeout": {
                "description": "Seconds, or text such as 500ms",
                "oneOf": [
                  {"type": "number", "exclusiveMinimum": 0},
                  {"type": "string", "examples": ["500ms"]}
                ]
              },
              "cpuTime": {
                "description": "Processor time of all processes; seconds, or text such as 500ms",
                "oneOf": [
                  {"type": "number", "exclusiveMinimum": 0},
                  {"type": "string", "examples": ["500ms"]}
                ]
              },
              "processes": {"type": "integer", "minimum": 1},
              "output": {
                "oneOf": [
                  {"type": "integer", "minimum": 1},
                  {"type": "string", "examples": ["64MiB"]}
                ],
                "description": "Bytes of stdout and stderr together"
              },
              "disk": {
                "oneOf": [
                  {"type": "integer", "minimum": 1},
                  {"type": "string", "examples": ["64MiB"]}
                ],
                "description": "Bytes of all files together"
              }
            },
            "additionalProperties": false
          },
          "PhaseLimits": {
            "type": "object",
            "properties": {"limits": {"$ref": "#/components/schemas/Limits"}},
            "additionalProperties": false
          },
          "SourceFile": {
            "type": "object",
            "properties": {
              "name": {"type": "string", "maxLength": 200},
              "content": {"type": "string"},
              "encoding": {"type": "string", "enum": ["utf8", "base64"], "default": "utf8"}
            },
            "required": ["name", "content"],
            "additionalProperties": false
          },
          "Input": {
            "type": "object",
            "properties": {
              "stdin": {"type": "string"},
              "args": {"type": "array", "items": {"type": "string"}},
              "env": {"type": "object", "additionalProperties": {"type": "string"}}
            },
            "additionalProperties": false
          },
          "Snippet": {
            "type": "object",
            "properties": {
              "language": {
                "type": "string",
                "description": "An id or an alias from /languages"
              },
              "version": {"type": "string"},
              "code": {"type": "string", "description": "The main file"},
              "entry": {"type": "string", "description": "The main file's name"},
              "files": {
                "type": "array",
                "maxItems": 100,
                "items": {"$ref": "#/components/schemas/SourceFile"}
              },
              "stdin": {"type": "string"},
              "args": {"type": "array", "items": {"type": "string"}},
              "env": {"type": "object", "additionalProperties": {"type": "string"}},
              "inputs": {
                "type": "array",
                "minItems": 1,
                "maxItems": 100,
                "items": {"$ref": "#/components/schemas/Input"},
                "description": "Compile once, run once per entry"
              },
              "limits": {"$ref": "#/components/schemas/Limits"},
              "compile": {"$ref": "#/components/schemas/PhaseLimits"},
              "run": {"$ref": "#/components/schemas/PhaseLimits"},
              "artifacts": {
                "type": "array",
                "maxItems": 20,
                "items": {"type": "string"},
                "description": "Globs of files to send back"
              }
            },
            "required": ["language"],
            "additionalProperties": false
          },
          "JobDocument": {
            "type": "object",
            "properties": {
              "name": {"type": "string", "maxLength": 200},
              "tasks": {
                "type": "array",
                "minItems": 1,
                "maxItems": 100,
                "items": {"$ref": "#/components/schemas/TaskDocument"}
              }
            },
            "required": ["tasks"],
            "additionalProperties": false
          },
          "TaskDocument": {
            "type": "object",
            "properties": {
              "name": {"type": "string", "maxLength": 200},
              "priority": {"type": "integer", "minimum": 0, "maximum": 9, "default": 0},
              "queue": {"type": "string", "default": "default", "description": "One that a worker serves."},
              "retry": {
                "type": "object",
                "properties": {
                  "limit": {
                    "type": "integer",
                    "minimum": 0,
                    "maximum": 10,
                    "default": 0
                  }
                },
                "additionalProperties": false
              },
              "language": {
                "type": "string",
                "description": "An id or an alias from /languages"
              },
              "version": {"type": "string"},
              "code": {"type": "string", "description": "The main file"},
              "entry": {"type": "string", "description": "The main file's name"},
              "files": {
                "type": "array",
                "maxItems": 100,
                "items": {"$ref": "#/components/schemas/SourceFile"}
              },
              "stdin": {"type": "string"},
              "args": {"type": "array", "items": {"type": "string"}},
              "env": {"type": "object", "additionalProperties": {"type": "string"}},
              "inputs": {
                "type": "array",
                "minItems": 1,
                "maxItems": 100,
                "items": {"$ref": "#/components/schemas/Input"},
                "description": "Compile once, run once per entry"
              },
              "limits": {"$ref": "#/components/schemas/Limits"},
              "compile": {"$ref": "#/components/schemas/PhaseLimits"},
              "run": {"$ref": "#/components/schemas/PhaseLimits"},
              "artifacts": {
                "type": "array",
                "maxItems": 20,
                "items": {"type": "string"},
                "description": "Globs of files to send back"
              }
            },
            "required": ["language"],
            "additionalProperties": false
          },
          "Usage": {
            "type": "object",
            "properties": {
              "wall": {"type": "number", "description": "Milliseconds"},
              "cpu": {"type": "number", "description": "Milliseconds, user and system"},
              "memory": {"type": "integer", "description": "Bytes at the peak"}
            },
            "required": ["wall", "cpu", "memory"]
          },
          "Encoding": {
            "type": "object",
            "description": "The fields beside it that are base64 since they are not UTF-8. Absent where all are text.",
            "additionalProperties": {"const": "base64"}
          },
          "Phase": {
            "type": "object",
            "properties": {
              "outcome": {"$ref": "#/components/schemas/Outcome"},
              "exitCode": {"type": ["integer", "null"]},
              "signal": {"type": ["string", "null"]},
              "stdout": {"type": "string"},
              "stderr": {"type": "string"},
              "encoding": {"$ref": "#/components/schemas/Encoding"},
              "truncated": {"type": "boolean"},
              "usage": {"$ref": "#/components/schemas/Usage"}
            },
            "required": ["outcome", "exitCode", "signal", "stdout", "stderr", "truncated", "usage"]
          },
          "Run": {
            "type": "object",
            "properties": {
              "output": {"type": "string"},
              "outcome": {"$ref": "#/components/schemas/Outcome"},
              "exitCode": {"type": ["integer", "null"]},
              "signal": {"type": ["string", "null"]},
              "stdout": {"type": "string"},
              "stderr": {"type": "string"},
              "encoding": {"$ref": "#/components/schemas/Encoding"},
              "truncated": {"type": "boolean"},
              "usage": {"$ref": "#/components/schemas/Usage"}
            },
            "required": ["output", "outcome", "exitCode", "signal", "stdout", "stderr", "truncated", "usage"]
          },
          "Artifact": {
            "type": "object",
            "properties": {
              "name": {"type": "string"},
              "size": {"type": "integer"},
              "encoding": {"const": "base64"},
              "content": {"type": "string"}
            },
            "required": ["name", "size", "encoding", "content"]
          },
          "Execution": {
            "type": "object",
            "properties": {
              "output": {
                "type": "string",
                "description": "stdout and stderr in the order written; the compiler's where nothing ran"
              },
              "outcome": {"$ref": "#/components/schemas/Outcome"},
              "exitCode": {"type": ["integer", "null"]},
              "signal": {"type": ["string", "null"]},
              "stdout": {"type": "string"},
              "stderr": {"type": "string"},
              "encoding": {"$ref": "#/components/schemas/Encoding"},
              "truncated": {"type": "boolean"},
              "compile": {"$ref": "#/components/schemas/Phase"},
              "run": {"$ref": "#/components/schemas/Phase"},
              "runs": {"type": "array", "items": {"$ref": "#/components/schemas/Run"}},
              "artifacts": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/Artifact"}
              },
              "artifactsTruncated": {"type": "boolean"},
              "usage": {
                "allOf": [
                  {"$ref": "#/components/schemas/Usage"},
                  {
                    "type": "object",
                    "properties": {
                      "stages": {
                        "type": "object",
                        "description": "The engine's own milliseconds",
                        "properties": {
                          "queue": {
                            "type": "number"
                          },
                          "prepare": {
                            "type": "number"
                          },
                          "run": {
                            "type": "number"
                          },
                          "collect": {
                            "type": "number"
                          }
                        },
                        "required": [
                          "queue",
                          "prepare",
                          "run",
                          "collect"
                        ]
                      }
                    }
                  }
                ]
              },
              "id": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
              "node": {"type": "string"},
              "language": {"type": "string"},
              "version": {"type": ["string", "null"]}
            },
            "required": [
              "output",
              "outcome",
              "exitCode",
              "signal",
              "stdout",
              "stderr",
              "truncated",
              "id",
              "node",
              "language",
              "version"
            ]
          },
          "Task": {
            "type": "object",
            "properties": {
              "id": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
              "jobId": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
              "name": {"type": "string"},
              "position": {"type": "integer"},
              "state": {"$ref": "#/components/schemas/TaskState"},
              "queue": {"type": "string"},
              "priority": {"type": "integer"},
              "retry": {"type": "object", "properties": {"limit": {"type": "integer"}}},
              "attempt": {"type": "integer"},
              "language": {"type": "string"},
              "version": {"type": ["string", "null"]},
              "outcome": {"oneOf": [{"$ref": "#/components/schemas/Outcome"}, {"type": "null"}]},
              "node": {"type": ["string", "null"]},
              "createdAt": {"type": ["string", "null"], "format": "date-time"},
              "scheduledAt": {"type": ["string", "null"], "format": "date-time"},
              "startedAt": {"type": ["string", "null"], "format": "date-time"},
              "endedAt": {"type": ["string", "null"], "format": "date-time"},
              "error": {"type": "string"},
              "result": {
                "oneOf": [
                  {"$ref": "#/components/schemas/Execution"},
                  {"$ref": "#/components/schemas/Failure"}
                ]
              }
            },
            "required": ["id", "jobId", "state"]
          },
          "Job": {
            "type": "object",
            "properties": {
              "id": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
              "name": {"type": "string"},
              "state": {"$ref": "#/components/schemas/JobState"},
              "createdAt": {"type": ["string", "null"], "format": "date-time"},
              "startedAt": {"type": ["string", "null"], "format": "date-time"},
              "endedAt": {"type": ["string", "null"], "format": "date-time"},
              "error": {"type": "string"},
              "tasks": {"type": "array", "items": {"$ref": "#/components/schemas/Task"}},
              "result": {
                "oneOf": [
                  {"$ref": "#/components/schemas/Execution"},
                  {"$ref": "#/components/schemas/Failure"}
                ]
              }
            },
            "required": ["id", "name", "state", "tasks"]
          },
          "JobSummary": {
            "type": "object",
            "properties": {
              "id": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
              "name": {"type": "string"},
              "state": {"$ref": "#/components/schemas/JobState"},
              "outcome": {
                "oneOf": [
                  {"$ref": "#/components/schemas/Outcome"},
                  {"type": "null"}
                ]
              },
              "tasks": {"type": "integer"},
              "createdAt": {"type": ["string", "null"], "format": "date-time"},
              "startedAt": {"type": ["string", "null"], "format": "date-time"},
              "endedAt": {"type": ["string", "null"], "format": "date-time"}
            },
            "required": ["id", "name", "state"]
          },
          "JobPage": {
            "type": "object",
            "properties": {
              "items": {"type": "array", "items": {"$ref": "#/components/schemas/JobSummary"}},
              "number": {"type": "integer"},
              "size": {"type": "integer"},
              "totalPages": {"type": "integer"},
              "totalItems": {"type": "integer"}
            },
            "required": ["items", "number", "size", "totalPages", "totalItems"]
          },
          "Language": {
            "type": "object",
            "properties": {
              "id": {"type": "string"},
              "name": {"type": "string"},
              "aliases": {"type": "array", "items": {"type": "string"}},
              "extensions": {"type": "array", "items": {"type": "string"}},
              "version": {"type": ["string", "null"]},
              "available": {"type": "boolean"},
              "packages": {
                "type": "array",
                "items": {"type": "string"},
                "description": "What to install; only where it is not available"
              },
              "hint": {"type": "string"},
              "format": {"type": "boolean", "description": "Whether /format can lay out programs in it"},
              "examples": {"type": "array", "items": {"$ref": "#/components/schemas/Example"}},
              "example": {
                "type": "object",
                "properties": {
                  "code": {"type": "string"},
                  "stdin": {"type": "string"},
                  "output": {"type": "string"}
                },
                "required": ["code", "stdin", "output"]
              }
            },
            "required": ["id", "name", "aliases", "extensions", "available", "format", "examples"]
          },
          "Health": {
            "type": "object",
            "properties": {
              "status": {"type": "string", "enum": ["UP", "DOWN"]},
              "version": {"type": "string"},
              "node": {"type": "string"},
              "isolation": {
                "type": "array",
                "items": {
                  "type": "object",
                  "properties": {
                    "name": {"type": "string"},
                    "state": {
                      "type": "string",
                      "enum": [
                        "active",
                        "weaker",
                        "missing"
                      ]
                    },
                    "detail": {"type": "string"}
                  },
                  "required": ["name", "state"]
                }
              },
              "components": {
                "type": "array",
                "description": "The workers may be DOWN while the whole is UP: another coordinator has no others",
                "items": {
                  "type": "object",
                  "properties": {
                    "name": {"type": "string"},
                    "status": {
                      "type": "string",
                      "enum": ["UP", "DOWN"]
                    },
                    "problem": {"type": "string"}
                  },
                  "required": ["name", "status"]
                }
              }
            },
            "required": ["status", "version", "node", "isolation", "components"]
          },
          "Queue": {
            "type": "object",
            "properties": {
              "name": {"type": "string"},
              "size": {"type": "integer"},
              "unacknowledged": {"type": "integer"},
              "subscribers": {"type": "integer"}
            },
            "required": ["name", "size", "unacknowledged", "subscribers"]
          },
          "Node": {
            "type": "object",
            "properties": {
              "name": {"type": "string"},
              "role": {"type": "string", "enum": ["standalone", "coordinator", "worker"]},
              "version": {"type": "string"},
              "startedAt": {"type": "string", "format": "date-time"},
              "lastSeen": {
                "type": "string",
                "format": "date-time",
                "description": "When it told this, by its own clock"
              },
              "problem": {"type": ["string", "null"], "description": "Why it takes no tasks"},
              "cpus": {"type": "integer"},
              "loadAverage": {"type": "array", "items": {"type": "number"}},
              "memory": {
                "type": ["object", "null"],
                "description": "Bytes of the machine",
                "properties": {"total": {"type": "integer"}, "available": {"type": "integer"}},
                "required": ["total", "available"]
              },
              "running": {"type": "integer"},
              "slots": {"type": "integer", "description": "How many can run at the same time"},
              "queues": {
                "type": "array",
                "description": "Those that it takes tasks from; what waits there may be for other nodes too",
                "items": {
                  "type": "object",
                  "properties": {
                    "name": {"type": "string"},
                    "slots": {"type": "integer"},
                    "size": {"type": "integer"},
                    "unacknowledged": {"type": "integer"},
                    "subscribers": {"type": "integer"}
                  },
                  "required": ["name", "slots"]
                }
              }
            },
            "required": [
              "name",
              "role",
              "version",
              "startedAt",
              "lastSeen",
              "problem",
              "cpus",
              "loadAverage",
              "memory",
              "running",
              "slots",
              "queues"
            ]
          },
          "Stats": {
            "type": "object",
            "properties": {
              "jobs": {"type": "object", "properties": {"pending": {"type": "integer"}}},
              "tasks": {
                "type": "object",
                "properties": {
                  "queued": {"type": "integer"},
                  "running": {"type": "integer"},
                  "slots": {"type": "integer", "description": "How many can run at the same time"}
                }
              },
              "runs": {
                "type": "object",
                "description": "Jobs that ended since the start of this process",
                "properties": {
                  "total": {"type": "integer"},
                  "outcomes": {"$ref": "#/components/schemas/Outcomes"}
                },
                "required": ["total", "outcomes"]
              },
              "uptimeSeconds": {"type": "integer"}
            },
            "required": ["jobs", "tasks", "runs", "uptimeSeconds"]
          }
        }
        """#
}
