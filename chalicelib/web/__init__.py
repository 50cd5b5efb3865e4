"""The only room that knows HTML: page shell, forms, sessions, CSRF, roles and error pages."""
