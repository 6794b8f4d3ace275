extension OpenAPISchemas {
    /// What the playground asks for.
    static let pages = #"""
          "PlaygroundLimits": {
            "type": "object",
            "properties": {
              "cpus": {"type": "number"},
              "memory": {"type": "integer"},
              "timeout": {"type": "integer"},
              "processes": {"type": "integer"},
              "output": {"type": "integer"},
              "disk": {"type": "integer"}
            },
            "required": ["cpus", "memory", "timeout", "processes", "output", "disk"]
          },
          "PlaygroundSettings": {
            "type": "object",
            "properties": {
              "version": {"type": "string"},
              "keyRequired": {"type": "boolean"},
              "share": {"type": "boolean"},
              "limits": {
                "type": "object",
                "properties": {
                  "caps": {"$ref": "#/components/schemas/PlaygroundLimits"},
                  "defaults": {"$ref": "#/components/schemas/PlaygroundLimits"}
                },
                "required": ["caps", "defaults"]
              }
            },
            "required": ["version", "keyRequired", "share", "limits"]
          }
        """#
}
