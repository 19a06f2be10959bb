"""The process: settings in, services wired, updates pumped."""
