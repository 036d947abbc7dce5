"""The database schema's steps, from the first release to the present one."""
