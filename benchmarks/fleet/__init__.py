"""What many workers on one server of PostgreSQL come to: promises held under kills, and speed measured."""
