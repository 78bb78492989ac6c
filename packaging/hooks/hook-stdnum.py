"""In the place of the community's hook, which takes the tables of banks and customs: only the NIR is used."""
