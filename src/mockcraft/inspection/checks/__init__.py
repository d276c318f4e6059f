"""What checks demand of columns: read and solved, or asked of the database."""
