"""Pictures for pages: raster variants, cleaned drawings, logos, icons and social cards, each made once and kept."""
