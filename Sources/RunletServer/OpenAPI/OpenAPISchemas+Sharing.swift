/// The schemas of sharing and laying out programs, of examples, and of the numbers for operators.
extension OpenAPISchemas {
    /// The fields of an object, without its braces.
    static let sharing = #"""
        "ShareDocument": {
          "type": "object",
          "properties": {
            "title": {"type": "string", "maxLength": 200},
            "language": {"type": "string", "description": "An id or an alias from /languages"},
            "version": {"type": "string"},
            "code": {"type": "string", "description": "The main file"},
            "entry": {"type": "string", "description": "The main file's name"},
            "files": {"type": "array", "maxItems": 100, "items": {"$ref": "#/components/schemas/SourceFile"}},
            "stdin": {"type": "string"},
            "args": {"type": "array", "items": {"type": "string"}},
            "env": {"type": "object", "additionalProperties": {"type": "string"}},
            "limits": {"$ref": "#/components/schemas/Limits"}
          },
          "required": ["language"],
          "additionalProperties": false
        },
        "Shared": {
          "type": "object",
          "properties": {
            "id": {"type": "string", "pattern": "^[A-Za-z0-9_-]{16,43}$"},
            "url": {"type": "string", "description": "The page that shows it"}
          },
          "required": ["id", "url"]
        },
        "SharedSnippet": {
          "type": "object",
          "properties": {
            "id": {"type": "string", "pattern": "^[A-Za-z0-9_-]{16,43}$"},
            "createdAt": {"type": "string", "format": "date-time"},
            "title": {"type": "string"},
            "language": {"type": "string", "description": "An id from /languages"},
            "version": {"type": "string"},
            "code": {"type": "string"},
            "entry": {"type": "string"},
            "files": {"type": "array", "items": {"$ref": "#/components/schemas/SourceFile"}},
            "stdin": {"type": "string"},
            "args": {"type": "array", "items": {"type": "string"}},
            "env": {"type": "object", "additionalProperties": {"type": "string"}},
            "limits": {"$ref": "#/components/schemas/Limits"}
          },
          "required": ["id", "createdAt", "language"]
        },
        "FormatDocument": {
          "type": "object",
          "properties": {
            "language": {"type": "string", "description": "An id or an alias from /languages"},
            "code": {"type": "string"}
          },
          "required": ["language", "code"],
          "additionalProperties": false
        },
        "Formatted": {
          "type": "object",
          "properties": {"code": {"type": "string"}, "changed": {"type": "boolean"}},
          "required": ["code", "changed"]
        },
        "Example": {
          "type": "object",
          "properties": {
            "name": {"type": "string"},
            "code": {"type": "string"},
            "stdin": {"type": "string"},
            "args": {"type": "array", "items": {"type": "string"}},
            "output": {"type": "string", "description": "All of stdout, where it is always the same"},
            "interactive": {"const": true, "description": "It asks for input while it runs"},
            "typed": {"type": "string", "description": "What to answer to one that is interactive"},
            "artifacts": {
              "type": "array",
              "items": {"type": "string"},
              "description": "Globs of the files that it leaves"
            }
          },
          "required": ["name", "code"]
        },
        "Outcomes": {
          "type": "object",
          "description": "How many ended so; those that there were",
          "propertyNames": {"$ref": "#/components/schemas/Outcome"},
          "additionalProperties": {"type": "integer"}
        },
        "StatsHistory": {
          "type": "object",
          "properties": {
            "intervalSeconds": {"const": 10},
            "points": {
              "type": "array",
              "maxItems": 360,
              "items": {
                "type": "object",
                "properties": {
                  "at": {"type": "string", "format": "date-time"},
                  "runs": {"type": "integer"},
                  "p50": {"type": ["number", "null"], "description": "Milliseconds"},
                  "p95": {"type": ["number", "null"], "description": "Milliseconds"},
                  "outcomes": {"$ref": "#/components/schemas/Outcomes"}
                },
                "required": ["at", "runs", "p50", "p95", "outcomes"]
              }
            }
          },
          "required": ["intervalSeconds", "points"]
        }
        """#
}
