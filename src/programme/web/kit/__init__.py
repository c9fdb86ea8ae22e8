"""The machinery of pages: who may enter, forms, sign-in, headers, templates. It knows no case."""
