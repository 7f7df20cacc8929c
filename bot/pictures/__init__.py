"""Pictures for people who would rather look than read: drawn when they are sent, from texts that the team wrote."""
