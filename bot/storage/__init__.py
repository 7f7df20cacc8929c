"""The SQL database: tables, one repository per noun, and encryption of text at rest. Only this room imports SQLAlchemy."""
