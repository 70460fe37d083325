"""GitHub's GraphQL API: documents, transport, and what its answers mean. Knows no SQL."""
