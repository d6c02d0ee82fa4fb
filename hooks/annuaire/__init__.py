"""The core of the directory: one YAML file in, pages, exports and reports out. It knows nothing of MkDocs."""
