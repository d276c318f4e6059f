"""The formats: record batches to bytes. `text` holds what all text formats share."""
