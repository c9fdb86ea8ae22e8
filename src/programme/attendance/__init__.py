"""The register of a course date."""
