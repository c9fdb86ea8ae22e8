"""Messages we owe people: the outbox, rendering and carriers."""
