"""What people download about money: PDF documents and CSV, from ready texts to bytes. Pure: no Django."""
