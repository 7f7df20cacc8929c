"""The safety gate: looks at every message first, whatever else runs or is down."""
