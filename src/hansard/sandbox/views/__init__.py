"""GraphQL's objects over the world's state. A field is an attribute of the same name in snake case; a connection or a
field with arguments is a method."""
